"""The province's report over all agencies, and the one put together from the communes' own."""

from collections.abc import Mapping, Sequence

from base.documents.blocks import Annex, Block, OfficeDocument, Text
from evaluation.documents import sentences
from evaluation.documents.agency import (
    TITLE,
    Texts,
    attached_to,
    outline_blocks,
    subject_line,
    written,
)
from evaluation.documents.agency_tables import index_chart, index_table
from evaluation.documents.number_words import count_words, day_words, part_words
from evaluation.documents.office import Office
from evaluation.documents.outline import part_keys
from evaluation.documents.province_tables import (
    index_list,
    pooled_table,
    round_sums,
    score_list,
    standing_chart,
    standing_table,
)
from evaluation.reports.document_figures import AgencyFigures, PeriodFigures

LABELS = ("Phụ lục I", "Phụ lục II", "Phụ lục III", "Phụ lục IV", "Phụ lục V")


def province_document(
    figures: PeriodFigures, texts: Texts, office: Office, who: str, basis: str, trial: str = ""
) -> OfficeDocument:
    return _document(
        figures,
        figures.agencies,
        office,
        subject_line(figures.period.words),
        outline_blocks(figures.period.is_half, texts, _blocks(figures, figures.agencies)),
        who,
        basis,
        trial,
    )


def consolidated_document(
    figures: PeriodFigures,
    own: Mapping[str, Texts],
    texts: Texts,
    office: Office,
    who: str,
    basis: str,
    trial: str = "",
) -> OfficeDocument:
    """`own`: agency code → what that commune wrote; figures are of the communes alone."""
    communes = [one for one in figures.agencies if one.agency.kind == "commune_committee"]
    filled = _blocks(figures, communes, with_index=False)
    for key in part_keys(figures.period.is_half):
        filled[key] = (*filled.get(key, ()), *gathered(key, communes, own))
    subject = f"{subject_line(figures.period.words)} của các xã, phường"
    body = outline_blocks(figures.period.is_half, texts, filled)
    return _document(figures, communes, office, subject, body, who, basis, trial)


def gathered(
    key: str, communes: Sequence[AgencyFigures], own: Mapping[str, Texts]
) -> tuple[Text, ...]:
    """What each commune wrote in this part, under its name, and how many wrote nothing."""
    blocks: list[Text] = []
    silent = 0
    for one in communes:
        lines = written(own.get(one.agency.code, {}).get(key, ""), has_figures=True)
        if not lines:
            silent += 1
            continue
        blocks.append(Text(f"- {one.agency.name}: {lines[0].text}"))
        blocks += lines[1:]
    if silent == len(communes):
        return (Text("(Chưa có xã, phường nào nhập nội dung phần này.)", is_soft=True),)
    if silent:
        blocks.append(Text(f"({count_words(silent)} xã, phường chưa nhập.)", is_soft=True))
    return tuple(blocks)


def _document(
    figures: PeriodFigures,
    agencies: Sequence[AgencyFigures],
    office: Office,
    subject: str,
    body: tuple[Block, ...],
    who: str,
    basis: str,
    trial: str,
) -> OfficeDocument:
    words = figures.period.words
    return OfficeDocument(
        title=TITLE,
        subject=subject,
        issuer=office.issuer,
        number=office.number,
        dated_on=office.dated_on,
        to=office.to,
        blocks=(
            Text(sentences.opening_sentence(basis, who, words)),
            *body,
            Text(sentences.closing_sentence(who, words, office.to)),
        ),
        recipients=office.recipients,
        signature=office.signature,
        annexes=_annexes(figures, agencies, attached_to(office, who)),
        trial=trial,
    )


def _blocks(
    figures: PeriodFigures, agencies: Sequence[AgencyFigures], with_index: bool = True
) -> dict[str, tuple[Block, ...]]:
    chart = standing_chart(agencies)
    return {
        "chi_tieu": (
            Text(standing_sentence(agencies, figures)),
            standing_table(agencies),
            *((chart,) if chart else ()),
        ),
        "hai_long": _index_blocks(figures) if with_index else (Text(_communes_index(figures)),),
        "gop_y": (
            Text(sentences.round_sentence([held for one in agencies for held in one.rounds])),
        ),
        "cham_diem": (Text(_score_sentence(figures, _score_annex(figures, agencies))),),
    }


def standing_sentence(agencies: Sequence[AgencyFigures], figures: PeriodFigures) -> str:
    owing = [one for one in agencies if one.lines]
    if not owing:
        return f"Năm {figures.period.year} chưa giao chỉ tiêu cho cơ quan nào trên hệ thống."
    accepted = sum(1 for one in owing if one.report_state == "accepted")
    sent = sum(1 for one in owing if one.report_state == "submitted")
    none = sum(1 for one in owing if not one.report_state)
    return (
        f"Tính đến ngày {day_words(figures.as_of)}, {count_words(len(owing))} cơ quan được giao chỉ tiêu "
        f"của năm {figures.period.year}: {count_words(accepted)} cơ quan có báo cáo tự đánh giá đã được "
        f"chấp nhận ({part_words(accepted, len(owing))}), {count_words(sent)} cơ quan đã gửi và đang được "
        f"kiểm tra, {count_words(none)} cơ quan chưa bắt đầu. Từng chỉ tiêu tại Phụ lục I."
    )


def _index_blocks(figures: PeriodFigures) -> tuple[Block, ...]:
    index = figures.index
    cell = index.province.get(("overall", "")) if index else None
    said = Text(sentences.index_sentence(index, cell, "toàn tỉnh"))
    if index is None:
        return (said,)
    chart = index_chart(index, index.province, 2, with_province=False)
    shown: tuple[Block, ...] = (chart,) if chart else ()
    return (said, index_table(index, index.province, 2), *shown)


def _communes_index(figures: PeriodFigures) -> str:
    if figures.index is None:
        return sentences.index_sentence(None, None, "")
    return "Chỉ số của từng xã, phường tại Phụ lục II; không có chỉ số chung riêng cho khối xã, phường."


def _score_sentence(figures: PeriodFigures, annex: str) -> str:
    result = figures.result
    if result is None:
        return sentences.score_sentence(None, None)
    return (
        f"UBND tỉnh đã quyết định kết quả chấm điểm tại Quyết định số {result.decision_number} ngày "
        f"{day_words(result.decided_on)}. Điểm của từng cơ quan tại {annex}."
    )


def _score_annex(figures: PeriodFigures, agencies: Sequence[AgencyFigures]) -> str:
    """The last annex; which number it has depends on what stands before it."""
    return LABELS[1 + (figures.index is not None) + any(one.rounds for one in agencies)]


def _annexes(
    figures: PeriodFigures, agencies: Sequence[AgencyFigures], attached: str
) -> tuple[Annex, ...]:
    parts = [("Kết quả thực hiện các chỉ tiêu", pooled_table(agencies))]
    if figures.index is not None:
        parts.append(("Mức độ hài lòng theo cơ quan", index_list(figures.index, agencies)))
    if any(one.rounds for one in agencies):
        parts.append(("Lấy ý kiến Nhân dân theo cơ quan", round_sums(agencies)))
    if figures.result is not None:
        parts.append(("Kết quả chấm điểm", score_list(agencies)))
    return tuple(
        Annex(label, title, (table,), attached)
        for label, (title, table) in zip(LABELS, parts, strict=False)
    )
