"""Pages on which residents write, as HTML: the form, the look before sending, thanks, and why not."""

from typing import Any

from flask import render_template, request, url_for
from flask_babel import format_decimal
from flask_babel import gettext as _

from base.codes import grouped
from base.nonces import PageIdentity
from base.periods import last_day
from base.rules import RuleBroken
from base.typed import Fields, Mistake, printable
from base.web import current_language
from base.words import N_
from feedback.queries.comments import is_said_already
from feedback.reports.round_words import day_words
from feedback.rules.comment_rounds import RoundClosed, RoundNotOpen
from feedback.rules.comments import (
    AUTHOR_KIND_WORDS,
    TEXT_LIMIT,
    Given,
    fingerprint,
)
from feedback.rules.personal_data import Personal, find_personal
from feedback.rules.proof_of_work import PUZZLE_BITS
from feedback.rules.word_changes import word_changes
from feedback.words import STANCE_WORDS
from feedback.writing import CHANGE_WORDS, WritePage, Written

_FIELD_NAMES = {
    "stance": N_("Ý kiến của ông/bà"),
    "text": N_("Ý kiến"),
    "wording": N_("Câu chữ mới"),
    "cau": N_("Câu hỏi"),
    "name": N_("Họ và tên"),
    "address": N_("Địa chỉ"),
    "organisation": N_("Cơ quan, tổ chức"),
    "email": N_("Thư điện tử"),
}
_OWN_FIELDS = (
    *_FIELD_NAMES,
    "author_kind",
    "shows_name",
    "wants_answer",
    "website",
    ".pow",
)
_PERSONAL_WORDS = {
    Personal.PHONE: N_("số điện thoại"),
    Personal.IDENTITY: N_("số giấy tờ"),
    Personal.EMAIL: N_("địa chỉ thư điện tử"),
}


def reading_url(page: WritePage) -> str:
    """The draft's own page; an address printed on paper works for ever."""
    if page.is_internal:
        return url_for("internal_rounds.round_page", round_id=page.round_id)
    return f"/gop-y/{page.round_id}-{page.slug}" + (f"#{page.path}" if page.path else "")


def _addresses(page: WritePage) -> dict[str, str]:
    """Forms go to other addresses than the page's own, so that the back button finds it again."""
    language = current_language() if current_language() != "vi" else None
    at: dict[str, Any] = {"round_id": page.round_id, "lang": language}
    return {
        "preview": url_for("comments.preview", xem=1, **at),
        "edit": url_for("comments.preview", sua=1, **at),
        "send": url_for("comments.submit", **at),
        "again": url_for("comments.write", dieu=page.path or None, **at),
        "draft": reading_url(page),
        "follow": url_for("comments.follow", lang=language),
        "rules": url_for("comments.rules", lang=language),
    }


def _value(fields: Fields, name: str) -> str:
    return printable("\n".join(fields.get(name, ())))


def render_form(
    page: WritePage, token: str, fields: Fields, given: Given | None = None, notice: str = ""
) -> str:
    """The form with whatever was typed; `notice`: "" | "stale"."""
    mistakes = given.mistakes if given else {}
    values = {name: _value(fields, name) for name in _OWN_FIELDS}
    if "wording" not in fields:
        values["wording"] = page.asked.wording
    is_open = {"wording": "wording" in fields and values["wording"] != page.asked.wording}
    is_open["wording"] |= values["stance"] == "wording"
    details = ("name", "address", "organisation", "email", "shows_name", "wants_answer")
    is_open["author"] = any(values[name] for name in details)
    return render_template(
        "feedback/write.html",
        page=page,
        token=token,
        values=values,
        errors={name: _said(mistake) for name, mistake in mistakes.items()},
        summary=_summary(mistakes),
        stances=STANCE_WORDS,
        author_kinds=[{"value": k, "label": _(w)} for k, w in AUTHOR_KIND_WORDS.items()],
        is_open=is_open,
        notice=notice,
        urls=_addresses(page),
        text_limit=format_decimal(TEXT_LIMIT),
        keeps_drafts=request.args.get("kiosk") != "1",
        change=change_sentence(page),
        closes=day_words(last_day(page.closes_at)),
    )


def _said(mistake: Mistake) -> str:
    return str(_(mistake.sentence) % mistake.values)


def _summary(mistakes: Any) -> list[dict[str, str]]:
    return [
        {
            "text": f"{_(_FIELD_NAMES[name])}: {_said(mistake)}",
            "href": f"#{name}-0" if name in ("stance", "cau") else f"#{name}",
        }
        for name, mistake in mistakes.items()
    ]


def change_sentence(page: WritePage) -> str:
    """What to tell when the page's version is no longer the newest; "" otherwise."""
    if not page.change:
        return ""
    words = CHANGE_WORDS["removed" if page.change == "removed" else "other"]
    return str(_(words) % {"number": page.version_number})


def said_before(written: Written) -> str:
    """ "twice" when the very same words stand here already, "" otherwise."""
    given, nonce = written.given, written.nonce
    mark = fingerprint(given.text, given.wording)
    return "twice" if is_said_already(nonce.round_id, nonce.provision_id or None, mark) else ""


def render_preview(page: WritePage, token: str, given: Given, notice: str = "") -> str:
    """What will be public, with warnings; `notice`: "" | "twice" | "again" | "busy"."""
    author = given.author
    found = find_personal(f"{given.text}\n{given.wording}")
    return render_template(
        "feedback/preview.html",
        page=page,
        token=token,
        given=given,
        stance=_(STANCE_WORDS[given.stance]),
        runs=word_changes(page.asked.wording, given.wording) if given.wording else [],
        personal=[f"{_(_PERSONAL_WORDS[one.kind])} «{one.words.strip()}»" for one in found],
        hidden=_hidden(given),
        unkept=_unkept(given),
        shown_name=", ".join(n for n in (author.name, author.organisation) if n)
        if author.shows_name
        else "",
        question=page.questions.get(given.question_key, ""),
        notice=notice,
        urls=_addresses(page),
        puzzle_bits=PUZZLE_BITS,
        change=change_sentence(page),
    )


def _hidden(given: Given) -> dict[str, str]:
    """The form as it is carried along; composed, so that sending and looking see the same."""
    author = given.author
    values = {
        "stance": given.stance,
        "text": given.text,
        "wording": given.wording,
        "cau": given.question_key,
        "author_kind": given.author_kind,
        "name": author.name,
        "address": author.address,
        "organisation": author.organisation,
        "email": author.email,
        "shows_name": "y" if author.shows_name else "",
        "wants_answer": "y" if author.wants_answer else "",
    }
    values["website"] = "x" if given.is_trapped else ""
    return {name: value for name, value in values.items() if value}


def _unkept(given: Given) -> list[str]:
    """What was typed but is not kept, for no purpose was ticked."""
    author, found = given.author, []
    if not author.shows_name and (author.name or author.address or author.organisation):
        found.append(_("tên, địa chỉ, cơ quan"))
    if not author.wants_answer and author.email:
        found.append(_("thư điện tử"))
    return found


def render_thanks(page: WritePage, identity: PageIdentity | None, *, is_held: bool) -> str:
    """After the commit; `identity` None: a trial, of which nothing was kept."""
    return render_template(
        "feedback/thanks.html",
        page=page,
        number=grouped(identity.number) if identity else "",
        key=grouped(identity.key) if identity else "",
        is_held=is_held,
        urls=_addresses(page),
        change=change_sentence(page),
    )


def render_not_taken(page: WritePage, broken: RuleBroken, fields: Fields | None = None) -> str:
    """Why the round takes nothing (more), with what was written, to be copied."""
    headings = {
        RoundNotOpen: _("Đợt lấy ý kiến chưa mở"),
        RoundClosed: _("Đợt lấy ý kiến đã kết thúc"),
    }
    names = ("text", "wording") if fields else ()
    words = [(_(_FIELD_NAMES[name]), _value(fields or {}, name)) for name in names]
    return render_template(
        "feedback/not_taken.html",
        kicker=f"{page.agency_name} · {page.round_title}",
        heading=headings.get(type(broken), _("Chưa nhận được ý kiến")),
        sentence=_(type(broken).sentence) % broken.values,
        links=[(_("Đọc dự thảo"), reading_url(page)), (_("Về trang đầu"), "/")],
        words=[(name, text) for name, text in words if text.strip()],
        is_demo=page.source == "demo",
    )
