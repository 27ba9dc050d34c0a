"""The parts of a .docx as XML trees, with what an attacker can put into them refused."""

import io
import zipfile
import zlib
from xml.etree.ElementTree import Element

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from feedback.parsing.refusals import FileUnreadable

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_DAMAGED = (
    ParseError, DefusedXmlException, zipfile.BadZipFile, zlib.error, OSError, ValueError, EOFError,
    NotImplementedError,
)  # fmt: skip
_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_TRANSITIONAL = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


class WordFile:
    """The named XML parts of one .docx; a part that is not there is None."""

    def __init__(self, data: bytes) -> None:
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except zipfile.BadZipFile as error:
            raise FileUnreadable from error
        self._names = set(self._archive.namelist())

    def part(self, name: str) -> Element | None:
        if name not in self._names:
            return None
        try:
            raw = self._archive.read(name)
            if _STRICT.encode() in raw[:4000]:
                raw = raw.replace(_STRICT.encode(), _TRANSITIONAL.encode())
            tree: Element = fromstring(raw, forbid_dtd=True)
        except _DAMAGED as error:
            raise FileUnreadable from error
        return tree

    def document(self) -> Element:
        document = self.part("word/document.xml")
        body = document.find(f"{W}body") if document is not None else None
        if body is None:
            raise FileUnreadable
        return body


def value(element: Element | None, name: str = "val") -> str | None:
    return element.get(f"{W}{name}") if element is not None else None


def is_on(element: Element | None) -> bool:
    """A switch such as <w:b/>; <w:b w:val="0"/> is off."""
    return element is not None and value(element) not in ("0", "false", "off", "none")
