"""What a resident wrote about a draft, read from the form: what is kept, and every mistake."""

import hashlib
import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from base.rules import RuleBroken
from base.typed import Fields, Mistake, TypedWrong, clean_words
from base.words import N_, fold

TEXT_LIMIT = 10_000
WORDING_LIMIT = 20_000
TRAP = "website"
DETAIL_LIMITS = {"name": 100, "address": 200, "organisation": 200, "email": 254}

STANCES = ("agree", "partly", "disagree", "question", "wording")
AUTHOR_KIND_WORDS = {
    "individual": N_("Cá nhân"),
    "organisation": N_("Thay mặt cơ quan, tổ chức, doanh nghiệp"),
}

NO_STANCE = Mistake(N_("Xin chọn một trong các ý: đồng ý, đồng ý một phần, không đồng ý…"))
STRANGE_STANCE = Mistake(N_("Lựa chọn gửi tới không có trong các ý. Xin chọn lại."))
NO_WORDS = Mistake(
    N_("Ông/bà chưa viết gì. Xin viết ý kiến của mình; chỉ có dấu cách thì chưa gửi được.")
)
NO_NEW_WORDING = Mistake(
    N_("Ông/bà chọn «Đề nghị sửa câu chữ» nhưng câu chữ còn nguyên. Xin sửa trong ô câu chữ mới.")
)
NO_EMAIL = Mistake(N_("Xin ghi địa chỉ thư điện tử, hoặc bỏ dấu ở ô nhận trả lời qua thư."))
BAD_EMAIL = Mistake(N_("Địa chỉ thư điện tử chưa đúng, ví dụ đúng: ten@gmail.com."))
NO_NAME = Mistake(N_("Xin ghi tên hoặc tên tổ chức, hoặc bỏ dấu ở ô hiện tên."))
STRANGE_QUESTION = Mistake(N_("Câu hỏi này không còn trong đợt lấy ý kiến. Xin chọn lại."))

# Signs that turn the direction of what follows: invisible, and able to make a text read otherwise.
_TURNS = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
_NOT_IN_EMAIL = r"@\s,;:<>()\[\]\\\"\x00-\x1f\x7f"
_EMAIL = re.compile(rf"[^{_NOT_IN_EMAIL}]+@[^{_NOT_IN_EMAIL}.]+(\.[^{_NOT_IN_EMAIL}.]+)+")


class NothingToAddTo(RuleBroken):
    sentence = "Ý kiến này đã rút hoặc đã xóa nên không viết thêm được. Xin gửi một ý kiến mới."


@dataclass(frozen=True)
class Asked:
    """What the page asks about. `wording`: the provision as it stands; "" where none can be proposed."""

    wording: str = ""
    question_keys: Collection[str] = ()


@dataclass(frozen=True)
class Author:
    """What a person left about themselves, each only for the purpose they ticked."""

    name: str = ""
    address: str = ""
    organisation: str = ""
    email: str = ""
    shows_name: bool = False
    wants_answer: bool = False

    @property
    def is_known(self) -> bool:
        return self.shows_name or self.wants_answer

    def details(self) -> dict[str, str]:
        """What is kept: name and the like to be shown, the address of letters to answer."""
        shown = {"name": self.name, "address": self.address, "organisation": self.organisation}
        kept = shown if self.shows_name else {}
        return kept | ({"email": self.email} if self.wants_answer else {})


@dataclass(frozen=True)
class Given:
    """`wording` is "" unless it differs from what stands. `mistakes` by field name.

    `turn_count`: invisible signs of direction that were taken out. `is_trapped`: something stands in the
    field that people do not see.
    """

    stance: str = ""
    text: str = ""
    wording: str = ""
    question_key: str = ""
    author_kind: str = "individual"
    author: Author = field(default_factory=Author)
    turn_count: int = 0
    is_trapped: bool = False
    mistakes: Mapping[str, Mistake] = field(default_factory=dict)

    @property
    def is_sound(self) -> bool:
        return not self.mistakes


class _Reading:
    """One form being read; mistakes are gathered, everything else is read all the same."""

    def __init__(self, asked: Asked, fields: Fields) -> None:
        self.asked, self.fields = asked, fields
        self.mistakes: dict[str, Mistake] = {}
        self.turn_count = 0

    def one(self, name: str) -> str:
        return self.fields.get(name, [""])[0].strip()

    def words(self, name: str, limit: int) -> str:
        typed = "\n".join(self.fields.get(name, ()))
        straight = _TURNS.sub("", typed)
        self.turn_count += len(typed) - len(straight)
        try:
            return clean_words(straight, limit)
        except TypedWrong as wrong:
            self.mistakes[name] = wrong.mistake
            return ""

    def stance(self) -> str:
        stance = self.one("stance")
        if stance not in STANCES:
            self.mistakes["stance"] = STRANGE_STANCE if stance else NO_STANCE
        return stance

    def wording(self) -> str:
        proposed = self.words("wording", WORDING_LIMIT)
        is_same = proposed.split() == self.asked.wording.split()
        return "" if is_same or not self.asked.wording else proposed

    def question_key(self) -> str:
        key = self.one("cau")
        if key and key not in self.asked.question_keys:
            self.mistakes["cau"] = STRANGE_QUESTION
        return key

    def author(self) -> Author:
        values = {
            name: " ".join(self.words(name, limit).split()) for name, limit in DETAIL_LIMITS.items()
        }
        shows, wants = self.one("shows_name") == "y", self.one("wants_answer") == "y"
        if shows and not (values["name"] or values["organisation"]):
            self.mistakes.setdefault("name", NO_NAME)
        if wants and not values["email"]:
            self.mistakes.setdefault("email", NO_EMAIL)
        elif values["email"] and not _EMAIL.fullmatch(values["email"]):
            self.mistakes.setdefault("email", BAD_EMAIL)
        return Author(**values, shows_name=shows, wants_answer=wants)


def read_comment(asked: Asked, fields: Fields) -> Given:
    """Everything the form holds; what is wrong is in `mistakes`."""
    form = _Reading(asked, fields)
    stance, text, wording = form.stance(), form.words("text", TEXT_LIMIT), form.wording()
    if stance == "wording" and not wording and "wording" not in form.mistakes:
        form.mistakes["wording" if asked.wording else "text"] = (
            NO_NEW_WORDING if asked.wording else NO_WORDS
        )
    elif not (has_letters(text) or wording or {"text", "wording"} & set(form.mistakes)):
        form.mistakes["text"] = NO_WORDS
    kind = form.one("author_kind")
    return Given(
        stance=stance,
        text=text,
        wording=wording,
        question_key=form.question_key(),
        author_kind=kind if kind in AUTHOR_KIND_WORDS else "individual",
        author=form.author(),
        turn_count=form.turn_count,
        is_trapped=bool(form.one(TRAP)),
        mistakes=form.mistakes,
    )


def has_letters(text: str) -> bool:
    """Whether anything can be seen: blanks, joiners and the like are nothing."""
    return any(unicodedata.category(ch)[0] not in "ZC" for ch in text)


def search_words(text: str, wording: str) -> str:
    return fold(f"{text} {wording}")


def fingerprint(text: str, wording: str) -> bytes:
    """SHA-256 of the folded letters and digits: the same words with other blanks and stops are the same."""
    letters = "".join(ch for ch in fold(f"{text} {wording}") if ch.isalnum())
    return hashlib.sha256(letters.encode()).digest()
