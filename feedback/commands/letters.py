"""Letters about rounds: officers are reminded to answer, subscribers are told; commits around each."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

import click
from flask import current_app
from flask_babel import force_locale

from base.clock import local, now
from base.db import db
from base.jobs import periodic
from base.logs import get_logger
from base.mail import is_mail_set, send_letter
from base.sealed import SealBroken
from feedback.actions.round_letters import claim_letter, mark_sent
from feedback.actions.subscriptions import (
    address_of,
    forget_subscriptions,
    recipient_of,
    token_of,
)
from feedback.commands.group import feedback_commands
from feedback.models import RoundSubscription
from feedback.queries.comment_rounds import list_rounds_to_answer
from feedback.queries.dispositions import count_missing
from feedback.queries.round_letters import list_due_news, list_officers, list_unconfirmed
from feedback.reports.round_letters import news_words, question_words, reminder_words
from feedback.rules.round_letters import FIRST_HOUR, reminder_step, reminder_topic

BATCH = 200
MOST_FAILURES = 3  # then the mail server is taken to be down until the next run

Send = Callable[[], bool]


class Run:
    """Counts what went out; stops when the mail server seems down."""

    def __init__(self, at: datetime) -> None:
        self.at, self.sent, self.failed = at, 0, 0

    @property
    def is_over(self) -> bool:
        return self.failed >= MOST_FAILURES

    def post(self, round_id: int, topic: str, recipient: str, send: Send) -> None:
        """Claimed and committed before it leaves, marked after: nothing goes twice, nothing is lost."""
        if self.is_over or not claim_letter(round_id, topic, recipient, self.at):
            return
        db.session.commit()
        if not send():
            self.failed += 1
            return
        mark_sent(round_id, topic, recipient, self.at)
        db.session.commit()
        self.sent += 1


def send_due_letters(at: datetime | None = None) -> int:
    """Everything that is due; nothing where no mail server is set. Safe to run twice."""
    run = Run(at or now())
    if not is_mail_set():
        return 0
    with force_locale("vi"):
        _ask_to_confirm(run)
        _tell_subscribers(run)
        _remind_officers(run)
    return run.sent


def _remind_officers(run: Run) -> None:
    moment = local(run.at)
    if moment.hour < FIRST_HOUR:
        return
    for comment_round in list_rounds_to_answer(run.at):
        answer_by = comment_round.answer_by_on
        step = reminder_step(answer_by, moment.date()) if answer_by else None
        if step is None or answer_by is None:
            continue
        left, missing = (answer_by - moment.date()).days, count_missing(comment_round.id)
        words = reminder_words(comment_round, left, missing, public_url())
        for officer in list_officers(comment_round.agency_id):
            name = officer.full_name
            run.post(
                comment_round.id,
                reminder_topic(step, answer_by),
                f"staff:{officer.id}",
                partial(send_letter, officer.email, template="round_reminder", name=name, **words),
            )


def _tell_subscribers(run: Run) -> None:
    for due in list_due_news(run.at, BATCH):
        said = news_words(due.round, due.act, public_url())
        run.post(
            due.round.id,
            f"act:{due.act.id}",
            recipient_of(due.subscription),
            partial(_send_to, due.subscription, "round_news", said),
        )


def _ask_to_confirm(run: Run) -> None:
    for subscription, comment_round in list_unconfirmed(run.at, BATCH):
        said = question_words(comment_round)
        run.post(
            comment_round.id,
            f"confirm:{subscription.asked_on.isoformat()}",
            recipient_of(subscription),
            partial(_send_to, subscription, "round_confirm", said),
        )


def _send_to(subscription: RoundSubscription, template: str, said: dict[str, str]) -> bool:
    """The address is opened for this letter alone; a seal that does not open is our fault, and told so."""
    try:
        address = address_of(subscription)
    except SealBroken:
        get_logger("mail").error("address_unreadable", subscription_id=subscription.id)
        return False
    return send_letter(address, template=template, own_link=link_of(subscription), **said)


def public_url() -> str:
    return str(current_app.extensions["settings"].public_url)


def link_of(subscription: RoundSubscription) -> str:
    return f"{public_url()}/gop-y/{subscription.round_id}/bao-tin/{token_of(subscription)}"


@periodic("comment_round_letters", minute="*/5")
def tick() -> None:
    send_due_letters()


@periodic("forget_round_subscriptions", minute="40", hour="3")
def forget() -> None:
    forget_subscriptions(now())
    db.session.commit()


@feedback_commands.command("send-letters")
def send_letters_command() -> None:
    """Sends the letters about comment rounds that are due: reminders to officers, news to subscribers."""
    click.echo(f"{send_due_letters()} letter(s) sent")
