"""Questionnaire documents for tests of answering: one with every type of question."""

from typing import Any

from tests.factories import make_content


def make_full_content() -> dict[str, Any]:
    """Every type, one required question, one conditional, «other» with words, two languages."""
    content = make_content(item_count=3)
    content["sections"][0]["questions"][0]["is_required"] = True
    content["sections"][1]["questions"][1:1] = [
        {
            "key": "visits",
            "type": "single",
            "texts": {"vi": "Ông/bà phải đến mấy lần?", "en": "How many visits?"},
            "options": [
                {"key": "one", "texts": {"vi": "Một lần", "en": "One"}},
                {"key": "more", "texts": {"vi": "Hai lần trở lên", "en": "More"}},
            ],
        },
        {
            "key": "why",
            "type": "multiple",
            "texts": {"vi": "Vì sao phải đến nhiều lần?", "en": "Why more than once?"},
            "show_if": {"question": "visits", "values": ["more"]},
            "options": [
                {"key": "papers", "texts": {"vi": "Thiếu giấy tờ", "en": "Papers missing"}},
                {"key": "late", "texts": {"vi": "Trễ hẹn", "en": "Late"}},
                {"key": "else", "texts": {"vi": "Lý do khác", "en": "Other"}, "is_other": True},
            ],
        },
        {
            "key": "minutes",
            "type": "number",
            "texts": {"vi": "Ông/bà chờ bao nhiêu phút?", "en": "Minutes waited?"},
            "minimum": 0,
            "maximum": 600,
        },
        {
            "key": "service",
            "type": "short_text",
            "texts": {"vi": "Ông/bà đến làm việc gì?", "en": "What did you come for?"},
        },
    ]
    return content
