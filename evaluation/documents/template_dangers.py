"""What a Word file fetches, runs or embeds: relationships of every part, fields, document types.

Only ever called in the child process that reads templates.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from defusedxml import ElementTree
from docx.oxml.ns import qn

# The last word of a relationship's kind. A chart's workbook ("package") holds figures and stays.
MACRO_KINDS = {"vbaProject", "wordVbaData", "keyMapCustomizations"}
OBJECT_KINDS = {"aFChunk", "oleObject", "control", "activeXControlBinary", "subDocument", "frame"}
# Fields that only count, name or date. Whatever else a field can do (INCLUDETEXT, DDE, LINK …) is refused.
_HARMLESS = """PAGE NUMPAGES SECTION SECTIONPAGES DATE TIME CREATEDATE SAVEDATE PRINTDATE TOC TC REF
PAGEREF NOTEREF STYLEREF SEQ HYPERLINK FORMTEXT FORMCHECKBOX FORMDROPDOWN MERGEFIELD TITLE SUBJECT
AUTHOR DOCPROPERTY FILENAME SYMBOL EQ = LISTNUM XE INDEX"""
KNOWN_FIELDS = frozenset(_HARMLESS.split())
_XML = (".xml", ".rels")
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


class NotWord(Exception):
    """XML with a document type: no office program writes it."""


@dataclass
class Dangers:
    """`external`: addresses; `fields`: codes; `objects`: kinds."""

    external: list[str]
    macros: list[str]
    objects: list[str]
    fields: list[str]

    def as_json(self) -> dict[str, list[str]]:
        return asdict(self)


def dangers_in(content: bytes, document: Any) -> Dangers:
    """`document`: the same file as python-docx opened it."""
    archive = zipfile.ZipFile(io.BytesIO(content))
    found = Dangers([], [], [], list(_foreign_fields(document)))
    for name in archive.namelist():
        if name.lower().endswith(_XML):
            data = archive.read(name)
            if b"<!doctype" in data.replace(b"\0", b"").lower():
                raise NotWord
            if name.lower().endswith(".rels"):
                _note_relationships(data, found)
            elif name.lower() == "[content_types].xml" and re.search(b"(?i)macroenabled", data):
                found.macros.append(name)
    return found


def _note_relationships(data: bytes, found: Dangers) -> None:
    for one in ElementTree.fromstring(data).iter(_RELATIONSHIP):
        kind = one.get("Type", "").rsplit("/", 1)[-1]
        is_external = one.get("TargetMode", "").lower() == "external"
        if kind in MACRO_KINDS:
            found.macros.append(kind)
        elif is_external and kind != "hyperlink":
            found.external.append(one.get("Target", ""))
        elif kind in OBJECT_KINDS:
            found.objects.append(kind)


def _foreign_fields(document: Any) -> Iterator[str]:
    for part in document.part.package.iter_parts():
        if hasattr(part, "element"):
            for code in _field_codes(part.element):
                words = code.split()
                if not words or words[0].upper() not in KNOWN_FIELDS:
                    yield code.strip()


def _field_codes(root: Any) -> Iterator[str]:
    """Codes over any split of runs; one whose own name is made by a field inside it comes out empty."""
    for one in root.iter(qn("w:fldSimple")):
        yield one.get(qn("w:instr")) or ""
    open_codes: list[str | None] = []  # None: its code is over, its result follows
    for one in root.iter(qn("w:fldChar"), qn("w:instrText"), qn("w:delInstrText")):
        if one.tag == qn("w:fldChar"):
            yield from _moved(open_codes, one.get(qn("w:fldCharType")))
        elif open_codes and open_codes[-1] is not None:
            open_codes[-1] += one.text or ""
        else:
            yield one.text or ""


def _moved(open_codes: list[str | None], kind: str | None) -> Iterator[str]:
    """A field begins, its code is over, or it ends."""
    if kind == "begin":
        open_codes.append("")
        return
    if open_codes and open_codes[-1] is not None:
        yield open_codes[-1]
        open_codes[-1] = None
    if kind == "end" and open_codes:
        open_codes.pop()
