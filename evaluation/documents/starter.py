"""The template to begin with: our own form, with placeholders where a report has its words."""

from base.documents.blocks import Annex, Block, Heading, OfficeDocument, Signature, Text
from base.documents.docx import write_docx
from base.documents.form import DocumentForm
from base.documents.heading import Issuer
from evaluation.documents.outline import chapters
from evaluation.documents.placeholders import CHART, TABLE, TEXT

_TABLES = {"hai_long": ("muc_do_hai_long",)}
_CHARTS = {"hai_long": ("muc_do_hai_long",)}


class _Starter(OfficeDocument):
    """Its date is a placeholder, too."""

    @property
    def date_words(self) -> str:
        return _hold("dia_danh_ngay_thang")


def _hold(name: str) -> str:
    return "{{" + name + "}}"


def starter_template(form: DocumentForm) -> bytes:
    blocks: list[Block] = [Text(_hold("mo_dau"))]
    for chapter in chapters(is_half=False):
        blocks.append(Heading(chapter.heading, 1))
        for part in chapter.parts:
            if part.heading:
                blocks.append(Heading(part.heading, 2))
            blocks.append(Text(_hold(f"{TEXT}.{part.key}")))
            blocks += [Text(_hold(f"{TABLE}.{key}")) for key in _TABLES.get(part.key, ())]
            blocks += [Text(_hold(f"{CHART}.{key}")) for key in _CHARTS.get(part.key, ())]
    blocks.append(Text(_hold("ket_thuc")))
    document = _Starter(
        title=_hold("ten_loai"),
        subject=_hold("trich_yeu"),
        issuer=Issuer((_hold("co_quan_cap_tren"),), (_hold("co_quan"),), "", ()),
        number=_hold("so_ky_hieu"),
        dated_on=None,
        to=(),
        blocks=tuple(blocks),
        recipients=(_hold("noi_nhan"),),
        signature=Signature((_hold("quyen_han_chuc_vu"),), _hold("ho_ten")),
        annexes=(
            Annex("Phụ lục", "Kết quả thực hiện các chỉ tiêu", (Text(_hold(f"{TABLE}.chi_tieu")),)),
        ),
    )
    return write_docx(document, form, {})
