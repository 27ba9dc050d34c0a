"""Tables and charts over all agencies: counts and sums, never a mean of shares."""

from collections import Counter
from collections.abc import Sequence

from agencies.models import Agency
from base.documents.blocks import Bar, Chart, Column, Row, Table
from evaluation.documents.agency_tables import ONLY_CODES
from evaluation.documents.cell_words import (
    channels_of,
    counts_of,
    effective_of,
    interval_of,
    is_shown,
    rank_of,
    share_of,
)
from evaluation.documents.line_words import goal_words
from evaluation.documents.number_words import count_words, part_words, points_words
from evaluation.documents.sentences import withheld_words
from evaluation.reports.document_figures import AgencyFigures, lines_by_target
from evaluation.reports.period_indices import PeriodIndex
from evaluation.rules.target_figures import Line, Pooled, pool

STANDINGS = ("accepted", "submitted", "returned", "draft", "")
STANDING_WORDS = ("đã chấp nhận", "đã gửi", "trả lại", "đang nhập", "chưa bắt đầu")
PROVINCE_BODIES, COMMUNES, OTHERS = (
    "Cơ quan cấp tỉnh",
    "UBND xã, phường",
    "Đơn vị sự nghiệp, doanh nghiệp và đơn vị khác",
)
_PROVINCE_KINDS = (
    "province_committee",
    "province_office",
    "department",
    "inspectorate",
    "province_centre",
    "peoples_council",
    "fatherland_front",
)


def group_of(agency: Agency) -> str:
    if agency.kind == "commune_committee":
        return COMMUNES
    is_of_province = agency.commune_code is None and agency.kind in _PROVINCE_KINDS
    return PROVINCE_BODIES if is_of_province else OTHERS


def grouped(agencies: Sequence[AgencyFigures]) -> dict[str, list[AgencyFigures]]:
    """Those who owe a target, by group; groups without any are left out."""
    found: dict[str, list[AgencyFigures]] = {
        name: [] for name in (PROVINCE_BODIES, COMMUNES, OTHERS)
    }
    for one in agencies:
        if one.lines:
            found[group_of(one.agency)].append(one)
    return {name: rows for name, rows in found.items() if rows}


def standing_table(agencies: Sequence[AgencyFigures]) -> Table:
    rows = []
    for name, members in grouped(agencies).items():
        counts = Counter(one.report_state for one in members)
        rows.append(Row((name, str(len(members)), *(str(counts[s]) for s in STANDINGS))))
    if len(rows) > 1:
        sums = [sum(int(row.cells[at]) for row in rows) for at in range(1, len(STANDINGS) + 2)]
        rows.append(Row(("Cộng", *(count_words(one) for one in sums)), is_strong=True))
    return Table(
        "tinh_trang_bao_cao",
        "Bảng 1. Tình trạng tự đánh giá của các cơ quan",
        (
            Column("Nhóm cơ quan", 0.28),
            Column("Số cơ quan", 0.12, True),
            *(Column(f"{word[:1].upper()}{word[1:]}", 0.12, True) for word in STANDING_WORDS),
        ),
        rows,
        empty="Chưa có cơ quan nào được giao chỉ tiêu của năm.",
    )


def standing_chart(agencies: Sequence[AgencyFigures]) -> Chart | None:
    groups = grouped(agencies)
    if not groups:
        return None
    bars = []
    for name, members in groups.items():
        counts = Counter(one.report_state for one in members)
        done, sent = counts["accepted"], counts["submitted"]
        parts = (done, sent, counts["returned"] + counts["draft"], counts[""])
        bars.append(Bar(name, f"{len(members)} cơ quan", parts=parts))
    labels = ("đã chấp nhận", "đã gửi", "chưa xong", "chưa bắt đầu")
    said = "; ".join(
        f"{one.label}: "
        + ", ".join(f"{word} {n}" for word, n in zip(labels, one.parts, strict=True))
        for one in bars
    )
    caption = "Biểu đồ 1. Tình trạng tự đánh giá của các cơ quan"
    return Chart("tinh_trang_bao_cao", caption, "parts", tuple(bars), said, labels)


def pooled_table(agencies: Sequence[AgencyFigures]) -> Table:
    rows = []
    for number, lines in enumerate(lines_by_target(agencies).values(), start=1):
        line, sums = next(iter(lines.values())), pool(lines)
        rows.append(
            Row(
                (
                    str(number),
                    line.title,
                    goal_words(line),
                    count_words(sums.bound_count),
                    count_words(sums.submitted_count),
                    count_words(sums.accepted_count),
                    count_words(sums.met_count) if sums.accepted_count and line.has_goal else "–",
                    _summed(line, sums),
                )
            )
        )
    return Table(
        "chi_tieu",
        "",
        (
            Column("TT", 0.05, True),
            Column("Chỉ tiêu", 0.37),
            Column("Mục tiêu", 0.09, True),
            Column("Số cơ quan phải thực hiện", 0.1, True),
            Column("Đã gửi số liệu", 0.09, True),
            Column("Đã chấp nhận", 0.09, True),
            Column("Đạt (trong số đã chấp nhận)", 0.09, True),
            Column("Tổng số liệu đã chấp nhận", 0.12, True),
        ),
        rows,
        note="Cột cuối cộng số liệu đã chấp nhận của các cơ quan (tử số cộng tử số, mẫu số cộng mẫu số), "
        "không lấy trung bình các tỷ lệ; cơ quan chưa báo cáo không được tính là 0. "
        "Chỉ số hài lòng và số ngày trả lời không cộng được nên để dấu –.",
        empty="Năm này chưa có chỉ tiêu nào.",
    )


def _summed(line: Line, sums: Pooled) -> str:
    if sums.done is None:
        return "–"
    if line.unit != "percent" or sums.whole is None:
        return count_words(sums.done)
    share = part_words(sums.done, sums.whole)
    return f"{count_words(sums.done)}/{count_words(sums.whole)} ({share})"


def index_list(index: PeriodIndex, agencies: Sequence[AgencyFigures]) -> Table:
    """Published figures in their order, then the withheld ones by name: they have no place in an order."""
    known = [(one, index.overall(one.agency.id)) for one in agencies]
    rated = [(one, cell) for one, cell in known if cell is not None]
    shown = [(one, cell) for one, cell in rated if is_shown(cell)]
    shown.sort(key=lambda pair: (-(pair[1].share or 0.0), pair[0].agency.code))
    ranked = Counter(one.agency.kind for one, cell in shown if cell.rank_low is not None)
    held = sorted((p for p in rated if not is_shown(p[1])), key=lambda pair: pair[0].agency.code)
    rows = [
        Row(
            (
                str(number),
                one.agency.name,
                counts_of(cell),
                effective_of(cell),
                share_of(cell),
                interval_of(cell),
                rank_of(cell, ranked[one.agency.kind]),
                channels_of(cell),
            )
        )
        for number, (one, cell) in enumerate([*shown, *held], start=1)
    ]
    return Table(
        "muc_do_hai_long",
        "",
        (
            Column("TT", 0.05, True),
            Column("Cơ quan, đơn vị", 0.25),
            Column("Số câu trả lời", 0.08, True),
            Column("Cỡ mẫu hiệu dụng", 0.09, True),
            Column("Tỷ lệ hài lòng", 0.17, True),
            Column("Khoảng tin cậy 95 %", 0.13, True),
            Column("Khoảng hạng", 0.09, True),
            Column("Số phiếu theo kênh", 0.14),
        ),
        rows,
        note=_rank_note(index.is_official),
        empty="Trong kỳ chưa công bố kết quả khảo sát nào.",
    )


def _rank_note(is_official: bool) -> str:
    return (
        "Hạng là một khoảng trong các cơ quan cùng loại, vì các khoảng tin cậy chồng lên nhau. Cơ quan chưa "
        f"công bố không được xếp hạng. {ONLY_CODES if is_official else ''}"
        "Không phải Chỉ số SIPAS của Bộ Nội vụ."
    )


def round_sums(agencies: Sequence[AgencyFigures]) -> Table:
    rows: list[Row] = []
    for one in agencies:
        if one.rounds:
            owed = sum(held.owed_count for held in one.rounds)
            answered = sum(held.answered_count for held in one.rounds)
            cells = (
                str(len(rows) + 1),
                one.agency.name,
                count_words(len(one.rounds)),
                count_words(sum(held.received_count for held in one.rounds)),
                f"{count_words(answered)}/{count_words(owed)}",
                count_words(sum(1 for held in one.rounds if held.days is not None)),
                count_words(sum(1 for held in one.rounds if held.is_late)),
            )
            rows.append(Row(cells))
    return Table(
        "gop_y",
        "",
        (
            Column("TT", 0.06, True),
            Column("Cơ quan", 0.34),
            Column("Số đợt", 0.1, True),
            Column("Ý kiến nhận được", 0.13, True),
            Column("Ý kiến đã trả lời công khai", 0.15, True),
            Column("Đợt đã công bố kết quả", 0.12, True),
            Column("Đợt quá hạn", 0.1, True),
        ),
        rows,
        empty="Không có đợt lấy ý kiến nào kết thúc trong kỳ.",
    )


def score_list(agencies: Sequence[AgencyFigures]) -> Table:
    rows = []
    scored = [one for one in agencies if one.score is not None]
    scored.sort(key=lambda one: (one.score.group_key if one.score else "", one.agency.code))
    for number, one in enumerate(scored, start=1):
        score = one.score
        assert score is not None
        cells = (
            str(number),
            one.agency.name,
            points_words(score.points),
            points_words(score.possible),
            _range(points_words(score.points_low), points_words(score.points_high)),
            _range(count_words(score.rank_low), count_words(score.rank_high)),
            _score_note(one, score.is_near_boundary),
        )
        rows.append(Row(cells))
    return Table(
        "cham_diem",
        "",
        (
            Column("TT", 0.06, True),
            Column("Cơ quan", 0.28),
            Column("Điểm", 0.1, True),
            Column("Trên tổng", 0.1, True),
            Column("Khoảng điểm", 0.13, True),
            Column("Khoảng hạng trong nhóm", 0.12, True),
            Column("Ghi chú", 0.21),
        ),
        rows,
        note="Khoảng điểm và khoảng hạng do khoảng tin cậy của chỉ số hài lòng; không in xếp loại theo Nghị "
        "định 335/2025/NĐ-CP.",
        empty="Chưa có quyết định về kết quả chấm điểm.",
    )


def _score_note(one: AgencyFigures, is_near: bool) -> str:
    withheld = "" if one.withheld is None else withheld_words(one.withheld)
    near = "sát ranh giới hai mức" if is_near else ""
    return "; ".join(part for part in (withheld, near) if part)


def _range(low: str, high: str) -> str:
    return low if low == high else f"{low}–{high}"
