"""A questionnaire from a file, whatever kind: the document, or every fault with its place."""

import json
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from base.spreadsheets import Fault, SheetFaulty, file_fault
from base.words import nfc
from surveys.questionnaire_reading import read_questionnaire
from surveys.rules.questionnaires import check_content

MOST_BYTES = 2 * 1024 * 1024


def read_file(data: bytes) -> dict[str, Any]:
    """XLSX, CSV or JSON, told apart by what is inside. Raises SheetFaulty; what it returns is valid."""
    if not data:
        raise file_fault(_("Tệp trống. Xin chọn tệp khác."))
    if len(data) > MOST_BYTES:
        raise file_fault(_("Tệp lớn hơn 2 MB. Xin chọn đúng tệp bộ câu hỏi."))
    if data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"["):
        return _read_json(data)
    return read_questionnaire(data)


def _read_json(data: bytes) -> dict[str, Any]:
    try:
        raw = _composed(json.loads(data.decode("utf-8-sig")))
        json.dumps(raw, ensure_ascii=False).encode()
    except UnicodeError as error:
        raise file_fault(_("Tệp JSON phải ở mã UTF-8 và không có ký tự hỏng.")) from error
    except json.JSONDecodeError as error:
        sentence = _("Tệp JSON sai cú pháp ở dòng %(row)s, ký tự %(column)s.")
        values = {"row": error.lineno, "column": error.colno}
        raise SheetFaulty([Fault(error.lineno, "", sentence % values)]) from error
    except (RecursionError, ValueError) as error:
        raise file_fault(_("Không đọc được tệp JSON này.")) from error
    faults = check_content(raw)
    if faults:
        raise SheetFaulty([Fault(0, one.path, _(one.sentence, **one.values)) for one in faults])
    document: dict[str, Any] = raw
    return document


def _composed(value: Any) -> Any:
    """The same value with every text in composed Unicode and without blanks around it."""
    if isinstance(value, str):
        return nfc(value).strip()
    if isinstance(value, Mapping):
        return {nfc(str(key)): _composed(one) for key, one in value.items()}
    return [_composed(one) for one in value] if isinstance(value, list) else value
