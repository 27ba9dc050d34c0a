"""The life of a questionnaire version: draft → published (frozen) → retired; keys stay what they are."""

from collections.abc import Iterable, Iterator

from base.rules import RuleBroken
from base.words import N_
from surveys.questionnaire_content import RESPONDENT_KEY, Content, Question
from surveys.rules.questionnaires.fault import Fault

DRAFT, PUBLISHED, RETIRED = "draft", "published", "retired"


class VersionFrozen(RuleBroken):
    is_custody = True
    sentence = (
        "Bản này đã công bố nên không sửa được nữa. Xin tạo bản mới từ bản này rồi sửa ở bản mới."
    )


class VersionNotDraft(RuleBroken):
    sentence = "Chỉ bản nháp mới công bố được. Bản này đã công bố hoặc đã thôi dùng."


class VersionRetired(RuleBroken):
    sentence = "Bản này đã thôi dùng. Xin tạo bản mới nếu cần dùng lại."


class DraftExists(RuleBroken):
    sentence = "Bộ câu hỏi này đang có bản nháp số %(number)s. Xin sửa tiếp bản nháp đó."


class DraftChanged(RuleBroken):
    sentence = "Người khác vừa sửa bản nháp này. Xin tải lại trang, xem phần mới rồi làm lại."


class ContentFaulty(RuleBroken):
    """`faults` names everything that is wrong."""

    sentence = "Bộ câu hỏi còn %(count)s chỗ phải sửa. Xin sửa hết rồi làm lại."

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(count=len(faults))
        self.faults = faults


class TranslationOfVietnamese(RuleBroken):
    sentence = "Lời tiếng Việt không sửa ở trang dịch. Bản đã công bố chỉ thêm hoặc sửa được ngôn ngữ khác."


class KeyTaken(RuleBroken):
    sentence = "Tên địa chỉ «%(key)s» đã có bộ câu hỏi khác dùng. Xin chọn tên khác."


class RespondentNeeded(RuleBroken):
    sentence = (
        "Câu hỏi «trả lời cho ai» phải có trong mọi bộ câu hỏi nên không xóa được. "
        "Xin chuyển câu đó sang nhóm khác trước khi xóa nhóm."
    )


def check_editable(state: str) -> None:
    if state != DRAFT:
        raise VersionFrozen


def check_publishable(state: str) -> None:
    if state != DRAFT:
        raise VersionNotDraft


def check_translatable(state: str, language: str = "") -> None:
    if state == RETIRED:
        raise VersionRetired
    if language == "vi":
        raise TranslationOfVietnamese


def check_revision(stored: int, opened: int) -> None:
    if stored != opened:
        raise DraftChanged


def key_faults_across(content: Content, earlier: Iterable[Content]) -> list[Fault]:
    """Where a key of an earlier version has changed its type or lost an option."""
    known: dict[str, Question] = {}
    for version in earlier:
        known.update({question.key: question for question in version.questions})
    faults: list[Fault] = []
    for i, section in enumerate(content.sections):
        for j, question in enumerate(section.questions):
            if question.key in known:
                path = f"sections/{i}/questions/{j}"
                faults.extend(_key_faults(question, known[question.key], path))
    return faults


def _key_faults(question: Question, before: Question, path: str) -> Iterator[Fault]:
    if question.type != before.type:
        sentence = N_(
            "Khóa «%(key)s» ở bản trước là câu kiểu khác. "
            "Kết quả hai bản sẽ không so được; xin đặt khóa khác."
        )
        yield Fault(f"{path}/type", sentence, {"key": question.key})
        return
    kept = {option.key for option in question.options}
    for option in before.options:
        if option.key not in kept:
            sentence = N_(
                "Bản trước có lựa chọn «%(option)s» ở câu này. Được thêm lựa chọn, "
                "không được bỏ; muốn bỏ thì đặt khóa khác cho câu hỏi."
            )
            yield Fault(f"{path}/options", sentence, {"option": option.texts["vi"]})


def check_removable(content: Content, key: str, *, is_section: bool) -> None:
    """The question for whom one answers stays, and so does the section that holds it."""
    for section in content.sections:
        holds = any(question.key == RESPONDENT_KEY for question in section.questions)
        if holds and key == (section.key if is_section else RESPONDENT_KEY):
            raise RespondentNeeded
