"""Letters, when a mail server is set: to staff, and to residents who asked for them and confirmed it."""

import smtplib
from email.message import EmailMessage

from flask import current_app, render_template

from base.logs import get_logger

_TIMEOUT_SECONDS = 10


def is_mail_set() -> bool:
    return bool(current_app.extensions["settings"].mail_server)


def send_letter(to: str, subject: str, template: str, **values: object) -> bool:
    """Sends templates/email/<template>.txt and .html; False when it could not be handed over.

    Tests read app.extensions["outbox"]: with `testing` nothing leaves the house.
    """
    settings = current_app.extensions["settings"]
    letter = EmailMessage()
    try:
        letter["To"], letter["From"] = to, settings.mail_sender
        letter["Subject"] = " ".join(subject.split())
        str(letter)
    except (ValueError, AttributeError, IndexError):  # how the standard library says "no address"
        get_logger("mail").warning("address_unreadable", template=template)
        return False
    letter.set_content(render_template(f"email/{template}.txt", **values))
    letter.add_alternative(render_template(f"email/{template}.html", **values), subtype="html")
    if settings.testing:
        current_app.extensions.setdefault("outbox", []).append(letter)
        return True
    host, _colon, port = settings.mail_server.partition(":")
    try:
        with smtplib.SMTP(host, int(port or 25), timeout=_TIMEOUT_SECONDS) as server:
            if server.has_extn("starttls"):
                server.starttls()
            server.send_message(letter)
    except (OSError, smtplib.SMTPException):
        get_logger("mail").warning("letter_not_sent", template=template)
        return False
    return True
