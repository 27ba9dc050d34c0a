"""A target, what was reported on it and where that stands, in words."""

from evaluation.documents.number_words import count_words, day_words, part_words
from evaluation.rules.target_figures import INDEX, Line, is_met

NOT_REPORTED = "chưa báo cáo"
STATES = {
    "": "chưa báo cáo",
    "draft": "đang nhập, chưa gửi",
    "submitted": "đã gửi, chờ kiểm tra",
    "returned": "được trả lại để bổ sung",
    "accepted": "đã chấp nhận",
}


def goal_words(line: Line) -> str:
    if line.unit == "yes_no":
        return "có"
    if line.goal is None:
        return "–"
    if line.unit == "percent":
        return f"{count_words(line.goal)} %"
    return f"từ {count_words(line.goal)} trở lên"


def reported_words(line: Line) -> str:
    """ "45/50 (90,0 %)"; nothing reported is never 0."""
    if not line.is_reported:
        return NOT_REPORTED
    if line.unit == "yes_no":
        return "có" if line.is_done else "không"
    if line.unit == "date":
        return day_words(line.done_on)
    if line.filled_by == INDEX:
        return part_words(line.done or 0, line.whole or 0)
    if line.unit == "percent":
        done, whole = line.done or 0, line.whole or 0
        return f"{count_words(done)}/{count_words(whole)} ({part_words(done, whole)})"
    return count_words(line.done)


def met_words(line: Line) -> str:
    met = is_met(line)
    return "–" if met is None else "đạt" if met else "chưa đạt"


def state_words(line: Line) -> str:
    """Where the figure stands; one that is not there is not reported, whatever became of the report."""
    return STATES.get(line.state, line.state) if line.is_reported else NOT_REPORTED


def source_words(line: Line) -> str:
    note = "Ý Dân tự điền" if line.is_filled_in else ""
    return "; ".join(one for one in (note, " ".join(line.words.split())[:200]) if one)
