"""One file of the disposition table, from the round and its answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from agencies.models import Agency
from agencies.queries.agencies import agencies_by_id
from agencies.queries.installation import find_installation
from agencies.queries.legal import setting_in_force
from agencies.reports.document_form import form_in_force
from base.clock import local, today
from base.documents.heading import issuer_of
from base.periods import last_day
from base.settings import Secrets
from feedback.documents.table import (
    TableDocument,
    closing_paragraph,
    document_title,
    opening_paragraphs,
    read_columns,
)
from feedback.models import CommentRound, RoundResult
from feedback.reports.results import Answered, answers_now, answers_of, table_rows, words_of
from feedback.reports.statistics import round_statistics

COLUMNS = "draft.summary_columns"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MEDIA = {
    "docx": DOCX,
    "xlsx": XLSX,
    "pdf": "application/pdf",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}
MOST_PDF_ROWS = 3_000  # typst holds the whole document in memory: half a gigabyte for so many
Told = Callable[[int], None]


@dataclass(frozen=True)
class Source:
    """What a file is made from. `result` None: a preview of what would be published now."""

    round: CommentRound
    result: RoundResult | None
    answers: Mapping[int, Answered]
    figures: Mapping[str, Any]
    published_on: date | None


def source_of(comment_round: CommentRound, result: RoundResult | None) -> Source:
    if result is None:
        figures = round_statistics(comment_round, today())
        return Source(comment_round, None, answers_now(comment_round), figures, None)
    published_on = local(result.published_at).date()
    figures = result.content["statistics"]
    return Source(comment_round, result, answers_of(result.content), figures, published_on)


def formats_for(answered_count: int) -> list[str]:
    """The files offered of a table with so many answers."""
    return [one for one in MEDIA if one != "pdf" or answered_count <= MOST_PDF_ROWS]


def make_file(
    source: Source, file_format: str, keys: Secrets, told: Told = lambda _done: None
) -> bytes:
    """The bytes of the file; docx and pdf put equal comments together, the others list each."""
    if file_format in ("docx", "pdf"):
        document = table_document(source, keys)
        if file_format == "docx":
            from feedback.documents.docx import write_docx

            return write_docx(document, told)
        from feedback.documents.pdf import write_pdf

        return write_pdf(document)
    from feedback.documents import sheets

    rows = table_rows(source.round, source.answers, keys, is_grouped=False)
    return sheets.WRITERS[file_format](source.round, rows, source.figures, words_of(source.round))


def table_document(source: Source, keys: Secrets) -> TableDocument:
    comment_round, agency = source.round, _agency(source.round)
    on = source.published_on or today()
    subject = f"đối với {_lower(comment_round.title)}"
    period = (
        local(comment_round.opens_at).date(),
        last_day(comment_round.closes_at),
    )
    return TableDocument(
        title=document_title(comment_round.kind),
        subject=subject,
        issuer=issuer_of(agency.name, agency.kind, _province(), _parent_name(agency)),
        dated_on=source.published_on,
        opening=opening_paragraphs(
            comment_round.legal_basis,
            agency.name,
            _lower(comment_round.title),
            period,
            source.figures,
            words_of(comment_round),
        ),
        closing=closing_paragraph(document_title(comment_round.kind), subject),
        columns=read_columns(setting_in_force(COLUMNS, on).value),
        rows=table_rows(comment_round, source.answers, keys),
        words=words_of(comment_round),
        form=form_in_force(on),
        trial=_trial(source),
    )


def _trial(source: Source) -> str:
    installation = find_installation()
    if installation is not None and installation.is_demo:
        return "BẢN CHẠY THỬ – DỮ LIỆU GIẢ LẬP"
    return "" if source.result else "BẢN DỰ KIẾN, CHƯA CÔNG BỐ"


def _agency(comment_round: CommentRound) -> Agency:
    return agencies_by_id([comment_round.agency_id])[comment_round.agency_id]


def _parent_name(agency: Agency) -> str:
    if agency.parent_id is None:
        return ""
    return agencies_by_id([agency.parent_id])[agency.parent_id].name


def _province() -> str:
    installation = find_installation()
    return installation.province_name if installation else ""


def _lower(text: str) -> str:
    """«Dự thảo …» inside a sentence; a name that begins otherwise keeps its capital."""
    return text[:1].lower() + text[1:] if text.startswith(("Dự thảo", "Dự án", "Đề án")) else text


def file_name(comment_round: CommentRound, result: RoundResult | None, file_format: str) -> str:
    """«ban-tong-hop-quy-uoc-thon-tan-hung.docx»; a preview says so."""
    head = "ban-tong-hop" if result else "ban-du-kien"
    return f"{head}-{comment_round.slug or comment_round.id}.{file_format}"
