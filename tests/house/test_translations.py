"""Vietnamese is the message id; English lacks nothing."""

from babel.messages.pofile import read_po

from base.paths import PROJECT_DIR
from portal.catalogue import extract_messages

ENGLISH = PROJECT_DIR / "translations" / "en" / "LC_MESSAGES" / "messages.po"


def test_every_text_on_screen_has_its_english() -> None:
    with ENGLISH.open("rb") as handle:
        english = {message.id: message for message in read_po(handle) if message.id}
    missing = [
        message
        for message in extract_messages()
        if message not in english or not english[message].string or english[message].fuzzy
    ]
    assert missing == []
