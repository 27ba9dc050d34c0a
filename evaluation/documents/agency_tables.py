"""Tables and charts of one agency's report."""

from collections.abc import Sequence

from base.documents.blocks import Chart, Column, Row, Table
from evaluation.documents.cell_words import (
    bar_of,
    channels_of,
    counts_of,
    effective_of,
    interval_of,
    is_shown,
    share_of,
)
from evaluation.documents.line_words import (
    goal_words,
    met_words,
    reported_words,
    source_words,
    state_words,
)
from evaluation.documents.number_words import count_words, day_words
from evaluation.reports.period_indices import Cells, PeriodIndex
from evaluation.reports.period_rounds import HeldRound
from evaluation.rules.target_figures import Line
from scoring.rounding import percent

ONLY_CODES = "Chỉ số chỉ tính phiếu có mã đánh giá; các kênh khác không cộng vào. "
NO_TARGETS = "Năm này chưa có chỉ tiêu nào giao cho cơ quan."


def target_table(lines: Sequence[Line]) -> Table:
    rows = [
        Row(
            (
                str(number),
                line.title,
                goal_words(line),
                day_words(line.due_on),
                reported_words(line),
                met_words(line),
                state_words(line),
                source_words(line),
            )
        )
        for number, line in enumerate(lines, start=1)
    ]
    return Table(
        "chi_tieu",
        "",
        (
            Column("TT", 0.05, True),
            Column("Chỉ tiêu", 0.31),
            Column("Mục tiêu", 0.08, True),
            Column("Thời hạn", 0.1, True),
            Column("Tự báo cáo", 0.14, True),
            Column("So với mục tiêu", 0.09, True),
            Column("Tình trạng số liệu", 0.12),
            Column("Ghi chú", 0.11),
        ),
        rows,
        note="«Chưa báo cáo» không phải là 0. Cột «So với mục tiêu» theo số tự báo cáo; dấu – là kế hoạch "
        "không nêu mức phải đạt hoặc chưa có số liệu.",
        empty=NO_TARGETS,
    )


def index_table(index: PeriodIndex, cells: Cells, number: int = 1) -> Table:
    names = [("overall", "", "Chung"), *(("dimension", k, v) for k, v in dimensions_of(index))]
    rows = [
        Row(
            (
                label,
                counts_of(cells.get((measure, key))),
                effective_of(cells.get((measure, key))),
                share_of(cells.get((measure, key))),
                interval_of(cells.get((measure, key))),
            ),
            is_strong=measure == "overall",
        )
        for measure, key, label in names
    ]
    return Table(
        "muc_do_hai_long",
        f"Bảng {number}. {index.name[:1].upper()}{index.name[1:]}",
        (
            Column("Nội dung", 0.3),
            Column("Số câu trả lời", 0.13, True),
            Column("Cỡ mẫu hiệu dụng", 0.14, True),
            Column("Tỷ lệ hài lòng", 0.26, True),
            Column("Khoảng tin cậy 95 %", 0.17, True),
        ),
        rows,
        note=index_note(index, cells),
    )


def dimensions_of(index: PeriodIndex) -> list[tuple[str, str]]:
    """Those that have a figure of the province or of an agency: questions about the person have none."""
    cells = [index.province, *index.agencies.values()]
    return [
        (key, name)
        for key, name in index.dimensions.items()
        if any(("dimension", key) in one for one in cells)
    ]


def index_note(index: PeriodIndex, cells: Cells) -> str:
    """What every figure of this kind carries: channels, method, whose index it is not."""
    mix = channels_of(cells.get(("overall", "")))
    channels = f"Số phiếu theo kênh: {mix}. " if mix != "–" else ""
    reach = (
        ONLY_CODES if index.is_official else "Khảo sát mở, không đại diện cho toàn thể người dân. "
    )
    return (
        f"{channels}{reach}Phương pháp {index.release.snapshot.method_version}. "
        "Không phải Chỉ số SIPAS của Bộ Nội vụ."
    )


def index_chart(
    index: PeriodIndex, cells: Cells, number: int = 1, with_province: bool = True
) -> Chart | None:
    """None when nothing of it is published: an empty picture says nothing."""
    bars = [bar_of("Chung", cells.get(("overall", "")))]
    bars += [bar_of(name, cells.get(("dimension", k))) for k, name in dimensions_of(index)]
    if not any(one.high for one in bars):
        return None
    whole = index.province.get(("overall", ""))
    seen = with_province and whole is not None and is_shown(whole)
    reference = float(percent(whole.share or 0.0, 2)) if whole is not None and seen else None
    return Chart(
        "muc_do_hai_long",
        f"Biểu đồ {number}. Tỷ lệ hài lòng và khoảng tin cậy 95 %",
        "intervals",
        tuple(bars),
        alt="; ".join(f"{one.label}: {one.words}" for one in bars),
        reference=reference,
        reference_words=f"toàn tỉnh {share_of(whole)}" if seen else "",
    )


def round_table(rounds: Sequence[HeldRound], caption: str = "") -> Table:
    rows = [
        Row(
            (
                str(number),
                one.title,
                f"{day_words(one.first)} – {day_words(one.last)}",
                count_words(one.received_count),
                f"{count_words(one.answered_count)}/{count_words(one.owed_count)}",
                "chưa công bố kết quả" if one.days is None else f"{one.days} ngày",
            )
        )
        for number, one in enumerate(rounds, start=1)
    ]
    return Table(
        "gop_y",
        caption,
        (
            Column("TT", 0.06, True),
            Column("Dự thảo lấy ý kiến", 0.34),
            Column("Thời gian", 0.2, True),
            Column("Ý kiến nhận được", 0.12, True),
            Column("Đã giải trình, công bố", 0.13, True),
            Column("Số ngày đến khi công bố", 0.15, True),
        ),
        rows,
        empty="Không có đợt lấy ý kiến nào kết thúc trong kỳ.",
    )
