"""A questionnaire as one Excel sheet, read from top to bottom: one row for each section, question, option.

`write_questionnaire` gives what `surveys.questionnaire_reading` reads back. The words in the cells are
Vietnamese, whatever language the page is in.
"""

from collections.abc import Iterator

from base.spreadsheets import write_xlsx
from surveys.languages import languages_of
from surveys.questionnaire_content import (
    LONG_TEXT,
    MULTIPLE,
    NUMBER,
    RATING,
    SHORT_TEXT,
    SINGLE,
    Content,
    Question,
    Texts,
)

TITLE, SECTION, QUESTION, OPTION = "bộ câu hỏi", "nhóm", "câu hỏi", "lựa chọn"
TYPE_WORDS = {
    RATING: "chấm năm mức",
    SINGLE: "chọn một",
    MULTIPLE: "chọn nhiều",
    NUMBER: "điền số",
    SHORT_TEXT: "viết ngắn",
    LONG_TEXT: "viết dài",
}
RATED_WORDS = {"both": "cả hai", "receiving": "nơi tiếp nhận", "resolving": "nơi giải quyết"}
YES, NO = "có", "không"
HEADINGS = {
    "row": "Dòng",
    "key": "Khóa",
    "type": "Kiểu",
    "texts": "Lời",
    "help": "Giải thích",
    "is_required": "Bắt buộc",
    "counts_in_index": "Tính vào chỉ số",
    "allows_no_opinion": "Có «Không có ý kiến»",
    "rated": "Chấm cho",
    "minimum": "Số nhỏ nhất",
    "maximum": "Số lớn nhất",
    "show_if/question": "Chỉ hiện khi câu",
    "show_if/values": "được trả lời là",
    "is_other": "Là «khác»",
    "minutes": "Số phút",
}
BY_LANGUAGE = ("texts", "help")
FLAGS = ("is_required", "counts_in_index", "allows_no_opinion")


def columns_for(languages: tuple[str, ...]) -> dict[str, str]:
    """field → heading; texts have one column a language: `texts/vi` → «Lời (vi)»."""
    found: dict[str, str] = {}
    for name, heading in HEADINGS.items():
        if name in BY_LANGUAGE:
            found |= {f"{name}/{language}": f"{heading} ({language})" for language in languages}
        else:
            found[name] = heading
    return found


def write_questionnaire(content: Content) -> bytes:
    """The workbook; every cell is text, so that nothing turns into a number, a date or a formula."""
    columns = columns_for(languages_of(content))
    rows = [[row.get(name) for name in columns] for row in _rows(content)]
    widths = [44 if name.split("/")[0] in BY_LANGUAGE else 16 for name in columns]
    return write_xlsx("Bộ câu hỏi", list(columns.values()), rows, widths)


def _rows(content: Content) -> Iterator[dict[str, str]]:
    yield {
        "row": TITLE,
        **_spread("texts", content.title),
        **_spread("help", content.purpose),
        "minutes": str(content.minutes),
    }
    for section in content.sections:
        yield {"row": SECTION, "key": section.key, **_spread("texts", section.texts)}
        for question in section.questions:
            yield _question_row(question)
            for option in question.options:
                other = {"is_other": YES} if option.is_other else {}
                yield {
                    "row": OPTION,
                    "key": option.key,
                    **_spread("texts", option.texts),
                    **other,
                }


def _spread(name: str, texts: Texts) -> dict[str, str]:
    return {f"{name}/{language}": text for language, text in texts.items()}


def _question_row(question: Question) -> dict[str, str]:
    is_rating, show_if = question.type == RATING, question.show_if
    bounds = {"minimum": question.minimum, "maximum": question.maximum}
    row = {
        "row": QUESTION,
        "key": question.key,
        "type": TYPE_WORDS[question.type],
        **_spread("texts", question.texts),
        **_spread("help", question.help),
        **{name: YES if getattr(question, name) else NO for name in FLAGS},
        **{name: str(bound) for name, bound in bounds.items() if bound is not None},
    }
    if is_rating:
        row["rated"] = RATED_WORDS[question.rated]
    if show_if:
        row |= {"show_if/question": show_if.question, "show_if/values": ", ".join(show_if.values)}
    return row
