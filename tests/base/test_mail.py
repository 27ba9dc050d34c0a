"""Letters: an address or a subject that somebody made up never stops the letters of others."""

import pytest
from flask import Flask

from base.mail import send_letter

VALUES = {
    "title": "Quy ước thôn 5",
    "place": "Điều 1",
    "kind": "Tiếp thu",
    "reason": "",
    "after": "",
    "link": "https://ydan.example.vn/gop-y/1/ket-qua",
}


@pytest.mark.parametrize("address", [":;@a.b", "a@[b.c", "=?utf-8?q?=0d=0aBcc:x?=@b.c"])
def test_an_address_nobody_can_write_to_is_no_fault(app: Flask, address: str) -> None:
    assert not send_letter(address, "Trả lời", "answer", **VALUES)
    assert not app.extensions.get("outbox")


def test_a_title_over_two_lines_makes_no_header_of_its_own(app: Flask) -> None:
    assert send_letter("mai@example.vn", "Trả lời\r\nBcc: ai@example.vn", "answer", **VALUES)
    (letter,) = app.extensions["outbox"]
    assert letter["Bcc"] is None
    assert letter["Subject"] == "Trả lời Bcc: ai@example.vn"
