"""The languages a questionnaire may be translated into, by the names their speakers' neighbours use."""

from base.words import N_
from surveys.questionnaire_content import Content, Texts

LANGUAGE_NAMES = {
    "vi": N_("tiếng Việt"),
    "en": N_("tiếng Anh"),
    "tyz": N_("tiếng Tày"),
    "blt": N_("tiếng Thái"),
    "mtq": N_("tiếng Mường"),
    "km": N_("tiếng Khmer"),
    "hmn": N_("tiếng Mông"),
    "nut": N_("tiếng Nùng"),
    "ium": N_("tiếng Dao"),
    "jra": N_("tiếng Gia Rai"),
    "rad": N_("tiếng Ê Đê"),
    "bdq": N_("tiếng Ba Na"),
    "cjm": N_("tiếng Chăm"),
    "kjg": N_("tiếng Khơ Mú"),
    "zh": N_("tiếng Hoa"),
    "ko": N_("tiếng Hàn"),
    "ja": N_("tiếng Nhật"),
}
# Each by its own name, for the switch on residents' pages.
OWN_NAMES = {
    "tyz": "Tày",
    "blt": "Táy",
    "mtq": "Mường",
    "km": "ខ្មែរ",
    "hmn": "Hmoob",
    "nut": "Nồng",
    "ium": "Iu Mienh",
    "jra": "Jrai",
    "rad": "Êđê",
    "bdq": "Bahnar",
    "cjm": "Cam",
    "kjg": "Khmu",
    "zh": "中文",
    "ko": "한국어",
    "ja": "日本語",
}
ALWAYS_EDITED = ("vi", "en")


def all_texts(content: Content) -> list[tuple[str, Texts]]:
    """(path, texts) of everything a resident may read, in its order."""
    found: list[tuple[str, Texts]] = [("title", content.title), ("purpose", content.purpose)]
    for i, section in enumerate(content.sections):
        found.append((f"sections/{i}/texts", section.texts))
        for j, question in enumerate(section.questions):
            here = f"sections/{i}/questions/{j}"
            found += [(f"{here}/texts", question.texts), (f"{here}/help", question.help)]
            found += [
                (f"{here}/options/{k}/texts", option.texts)
                for k, option in enumerate(question.options)
            ]
    return [(path, texts) for path, texts in found if texts.get("vi")]


def languages_of(content: Content) -> tuple[str, ...]:
    """Vietnamese, English, then every other language that some text has."""
    used = {language for _path, texts in all_texts(content) for language in texts}
    return (*ALWAYS_EDITED, *sorted(used - set(ALWAYS_EDITED)))


def count_untranslated(content: Content, language: str) -> int:
    return sum(1 for _path, texts in all_texts(content) if not texts.get(language))
