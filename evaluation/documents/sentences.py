"""Sentences that Ý Dân writes from figures; each also knows what to say when there is no figure."""

from collections import Counter
from collections.abc import Sequence

from evaluation.documents.cell_words import counts_of, interval_of, is_shown, share_of
from evaluation.documents.number_words import count_words, day_words, part_words, points_words
from evaluation.models import AgencyScore, YearResult
from evaluation.reports.document_figures import PeriodFigures
from evaluation.reports.period_indices import PeriodIndex
from evaluation.reports.period_rounds import HeldRound
from evaluation.rules.target_figures import Line, is_met
from surveys.models import IndexCell

WHY_NOT_SCORED = {
    "few_answers": "còn ít phiếu",
    "no_index": "năm này chưa có chỉ số chính thức",
    "not_surveyed": "cơ quan không thuộc đợt khảo sát chính thức",
}
NOTHING_WRITTEN = "(Cơ quan chưa nhập nội dung phần này.)"


def target_sentence(lines: Sequence[Line], year: int, as_of: str) -> str:
    if not lines:
        return f"Chưa có chỉ tiêu nào của năm {year} giao cho cơ quan."
    reported = [one for one in lines if one.is_reported]
    missing = len(lines) - len(reported)
    if not reported:
        return (
            f"Năm {year}, cơ quan phải thực hiện {len(lines)} chỉ tiêu; tính đến ngày {as_of}, cơ quan "
            "chưa báo cáo chỉ tiêu nào."
        )
    met = Counter(is_met(one) for one in reported)
    accepted = sum(1 for one in reported if one.is_accepted)
    text = (
        f"Năm {year}, cơ quan phải thực hiện {len(lines)} chỉ tiêu. Tính đến ngày {as_of}, đã tự báo cáo "
        f"{len(reported)} chỉ tiêu: {met[True]} đạt, {met[False]} chưa đạt so với mục tiêu"
    )
    if met[None]:
        text += f", {met[None]} chỉ tiêu không nêu mức phải đạt"
    text += f"; {accepted} chỉ tiêu đã được Sở Nội vụ chấp nhận"
    text += f"; {missing} chỉ tiêu chưa báo cáo" if missing else ""
    return f"{text}. Chi tiết tại Phụ lục I."


def index_sentence(index: PeriodIndex | None, cell: IndexCell | None, whose: str) -> str:
    if index is None:
        return "Trong kỳ chưa có kết quả khảo sát mức độ hài lòng nào được công bố."
    name = f"{index.name[:1].upper()}{index.name[1:]}"
    days = f"từ ngày {day_words(index.first)} đến ngày {day_words(index.last)}"
    if cell is None or not is_shown(cell):
        return f"{name} của {whose} ({days}) {share_of(cell)}."
    text = f"{name} của {whose} ({days}) là {share_of(cell)}"
    if cell.low is not None:
        text += f", khoảng tin cậy 95 % từ {interval_of(cell).replace('–', ' đến ')}"
    text += f", tính từ {counts_of(cell)} câu trả lời"
    if not index.is_official:
        return f"{text}; khảo sát mở, không đại diện cho toàn thể người dân, không dùng khi đánh giá năm."
    usable = "đủ" if cell.is_usable else "chưa đủ"
    return f"{text}; {usable} chính xác để dùng khi đánh giá năm."


def round_sentence(rounds: Sequence[HeldRound]) -> str:
    if not rounds:
        return "Trong kỳ không có đợt lấy ý kiến nào trên hệ thống kết thúc."
    received = sum(one.received_count for one in rounds)
    owed = sum(one.owed_count for one in rounds)
    answered = sum(one.answered_count for one in rounds)
    published = sum(1 for one in rounds if one.days is not None)
    late = sum(1 for one in rounds if one.is_late)
    text = (
        f"Đã kết thúc {count_words(len(rounds))} đợt lấy ý kiến, nhận {count_words(received)} ý kiến. Đã "
        f"công bố kết quả tiếp thu, giải trình của {count_words(published)} đợt; "
        f"{count_words(answered)}/{count_words(owed)} ý kiến phải trả lời đã được trả lời công khai"
    )
    text += f" ({part_words(answered, owed)})" if owed else ""
    return f"{text}; {count_words(late)} đợt quá hạn trả lời." if late else f"{text}."


def score_sentence(
    result: YearResult | None, score: AgencyScore | None, withheld: str | None = None
) -> str:
    if result is None:
        return "Kết quả chấm điểm của năm: chưa có quyết định của UBND tỉnh."
    decided = (
        f"Quyết định số {result.decision_number} ngày {day_words(result.decided_on)} của UBND tỉnh"
    )
    if score is None or score.points is None:
        return f"Theo {decided}: cơ quan chưa chấm được điểm."
    left_out = "" if withheld is None else f"; {withheld_words(withheld)}, không tính là 0 điểm"
    text = f"Theo {decided}, cơ quan được {points_words(score.points)}/{points_words(score.possible)} điểm"
    if score.points_low is not None and score.points_high is not None:
        low, high = points_words(score.points_low), points_words(score.points_high)
        text += f" (theo khoảng tin cậy của chỉ số: {low}–{high})" if low != high else ""
    if score.rank_low is not None and score.rank_high is not None:
        same = score.rank_low == score.rank_high
        place = f"{score.rank_low}" if same else f"{score.rank_low}–{score.rank_high}"
        text += f", hạng {place} trong nhóm"
    return f"{text}{left_out}."


def withheld_words(reason: str) -> str:
    """`reason`: the key that the record of the criterion holds."""
    why = WHY_NOT_SCORED.get(reason, "")
    return f"có tiêu chí chưa chấm ({why})" if why else "có tiêu chí chưa chấm"


def opening_sentence(basis: str, who: str, period: str) -> str:
    return f"Thực hiện {basis}, {who} báo cáo kết quả thực hiện dân chủ ở cơ sở {period} như sau:"


def closing_sentence(who: str, period: str, to: Sequence[str]) -> str:
    asked = f", kính gửi {'; '.join(to)} theo dõi, chỉ đạo" if to else ""
    return f"Trên đây là báo cáo kết quả thực hiện dân chủ ở cơ sở {period} của {who}{asked}./."


def as_of_words(figures: PeriodFigures) -> str:
    return day_words(figures.as_of)
