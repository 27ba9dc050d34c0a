"""The report of one agency, from its figures and what it wrote."""

from collections.abc import Mapping

from base.documents.blocks import Annex, Block, Heading, OfficeDocument, Text
from evaluation.documents import sentences
from evaluation.documents.agency_tables import index_chart, index_table, round_table, target_table
from evaluation.documents.cell_words import is_shown
from evaluation.documents.office import Office
from evaluation.documents.outline import chapters
from evaluation.reports.document_figures import AgencyFigures, PeriodFigures

TITLE = "Báo cáo"
Texts = Mapping[str, str]


def subject_line(period_words: str) -> str:
    return f"Kết quả thực hiện dân chủ ở cơ sở {period_words}"


def agency_document(
    one: AgencyFigures,
    figures: PeriodFigures,
    texts: Texts,
    office: Office,
    basis: str,
    trial: str = "",
) -> OfficeDocument:
    period, who = figures.period, one.agency.name
    opening = sentences.opening_sentence(basis, who, period.words)
    body = outline_blocks(period.is_half, texts, agency_blocks(one, figures))
    closing = sentences.closing_sentence(who, period.words, office.to)
    return OfficeDocument(
        title=TITLE,
        subject=subject_line(period.words),
        issuer=office.issuer,
        number=office.number,
        dated_on=office.dated_on,
        to=office.to,
        blocks=(Text(opening), *body, Text(closing)),
        recipients=office.recipients,
        signature=office.signature,
        annexes=agency_annexes(one, attached_to(office, who)),
        trial=trial,
    )


def outline_blocks(
    is_half: bool, texts: Texts, filled: Mapping[str, tuple[Block, ...]]
) -> tuple[Block, ...]:
    """Every part: what Ý Dân says of it, then what the office wrote, or that it wrote nothing."""
    blocks: list[Block] = []
    for chapter in chapters(is_half):
        blocks.append(Heading(chapter.heading, 1))
        for part in chapter.parts:
            if part.heading:
                blocks.append(Heading(part.heading, 2))
            said = filled.get(part.key, ())
            blocks += [*said, *written(texts.get(part.key, ""), bool(said))]
    return tuple(blocks)


def written(text: str, has_figures: bool) -> tuple[Text, ...]:
    """A paragraph for each line typed; nothing typed is said, unless figures already fill the part."""
    lines = tuple(Text(" ".join(one.split())) for one in text.splitlines() if one.strip())
    if lines or has_figures:
        return lines
    return (Text(sentences.NOTHING_WRITTEN, is_soft=True),)


def agency_blocks(one: AgencyFigures, figures: PeriodFigures) -> dict[str, tuple[Block, ...]]:
    return {
        "chi_tieu": (
            Text(
                sentences.target_sentence(
                    one.lines, figures.period.year, sentences.as_of_words(figures)
                )
            ),
        ),
        "hai_long": _index_blocks(one, figures),
        "gop_y": (Text(sentences.round_sentence(one.rounds)),),
        "cham_diem": (Text(sentences.score_sentence(figures.result, one.score, one.withheld)),),
    }


def _index_blocks(one: AgencyFigures, figures: PeriodFigures) -> tuple[Block, ...]:
    index = figures.index
    cell = index.overall(one.agency.id) if index else None
    said = Text(sentences.index_sentence(index, cell, one.agency.name))
    cells = index.agencies.get(one.agency.id) if index else None
    if index is None or cells is None or not any(is_shown(cell) for cell in cells.values()):
        return (said,)
    chart = index_chart(index, cells)
    shown: tuple[Block, ...] = (chart,) if chart else ()
    return (said, index_table(index, cells), *shown)


def agency_annexes(one: AgencyFigures, attached: str) -> tuple[Annex, ...]:
    annexes = [
        Annex("Phụ lục I", "Kết quả thực hiện các chỉ tiêu", (target_table(one.lines),), attached)
    ]
    if one.rounds:
        annexes.append(
            Annex("Phụ lục II", "Các đợt lấy ý kiến Nhân dân", (round_table(one.rounds),), attached)
        )
    return tuple(annexes)


def attached_to(office: Office, who: str) -> str:
    """ "Kèm theo Báo cáo số 15/BC-UBND ngày 23/11/2026 của UBND …"; dots where it has no number yet."""
    day = office.dated_on.strftime("%d/%m/%Y") if office.dated_on else "…/…/……"
    number = office.number.strip()
    return (
        f"Kèm theo Báo cáo số {'……' if number.startswith('/') else ''}{number} ngày {day} của {who}"
    )
