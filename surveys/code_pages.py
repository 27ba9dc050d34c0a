"""Kind pages of codes and keys: to type one, and why it cannot be answered with and what to do instead."""

from collections.abc import Sequence

from flask import render_template, url_for
from flask_babel import format_date
from flask_babel import gettext as _

from base.words import N_
from surveys.questionnaire_content import text_in
from surveys.rules.anew import AnewOffer, AnewState
from surveys.rules.code_offers import CodeOffer, CodeState

STATUS = {CodeState.NOT_READY: 404, CodeState.NOT_YET: 404}  # the others: 410, gone
Words = Sequence[tuple[str, str]]


def render_type_code(typed: str = "", error: str = "", is_kiosk: bool = False) -> str:
    here = url_for("answers.type_code")
    return render_template(
        "surveys/type_one_time_code.html",
        heading=_("Đánh giá bằng mã"),
        lead=_("Gõ mã đánh giá in trên phiếu ông/bà nhận cùng giấy hẹn hoặc kết quả hồ sơ."),
        label=_("Mã đánh giá"),
        hint=_("Mười một chữ và số, ví dụ K7M4-9QWE-2XH. Gõ chữ hoa hay chữ thường đều được."),
        submit=_("Mở phiếu"),
        action=here,
        typed=typed,
        error=error,
        result="",
        shown="",
        is_kiosk=is_kiosk,
        kiosk_address=f"{here}?kiosk=1",
    )


def mistyped_code() -> str:
    return _(
        "Mã này gõ chưa đúng. Xin so lại từng chữ với mã in trên phiếu: mười một chữ và số, "
        "không có số 0, số 1, chữ I, L, O."
    )


def unknown_code() -> str:
    return _("Không có mã đánh giá này. Xin so lại từng chữ với mã in trên phiếu.")


def too_many_guesses() -> str:
    return _("Có quá nhiều lần thử mã không có. Xin chờ mười phút rồi thử lại.")


def render_code_refusal(
    offer: CodeOffer, state: CodeState, language: str, is_kiosk: bool, words: Words = ()
) -> str:
    """`words`: (question, text) that were sent and not stored, to be copied."""
    heading, sentence = said_of_code(offer, state)
    return _refusal(offer, heading, sentence, _code_links(state, is_kiosk), language, words)


def render_second_content(offer: CodeOffer, language: str, words: Words = ()) -> str:
    """The same page sent again with other answers: a code cannot make a second response."""
    heading = _("Phiếu trước của trang này đã được ghi nhận")
    sentence = _(
        "Nội dung lần này khác lần trước nên chưa gửi; mỗi mã chỉ gửi được một phiếu. "
        "Muốn đổi câu trả lời, xin dùng mã riêng của phiếu để trả lời lại."
    )
    links = _code_links(CodeState.SPENT, is_kiosk=False)
    return _refusal(offer, heading, sentence, links, language, words)


# «%(day)s» is the first day of a code that is not yet in force, the last of one that has expired.
SAID: dict[CodeState, tuple[str, str]] = {
    CodeState.OPEN: (
        N_("Chưa gửi được phiếu"),
        N_("Trang này đã cũ hoặc tải chưa đủ. Xin mở lại bằng mã rồi gửi lần nữa."),
    ),
    CodeState.NOT_READY: (
        N_("Mã này chưa dùng được"),
        N_("Mã đang được ghi vào sổ công khai. Xin thử lại sau 20 phút."),
    ),
    CodeState.NOT_YET: (
        N_("Mã này chưa đến ngày dùng"),
        N_("Mã dùng được từ ngày %(day)s. Xin quay lại sau."),
    ),
    CodeState.WITHDRAWN: (
        N_("Mã này đã được thu hồi"),
        N_(
            "Cơ quan tổ chức khảo sát đã thu hồi cả lô mã này, lý do ghi trong sổ công khai. "
            "Ông/bà vẫn có thể quét mã QR treo tại cơ quan để góp ý."
        ),
    ),
    CodeState.EXPIRED: (
        N_("Mã này đã hết hạn"),
        N_(
            "Mã dùng được đến hết ngày %(day)s. Ông/bà vẫn có thể quét mã QR treo tại cơ quan "
            "để góp ý."
        ),
    ),
    CodeState.SPENT: (
        N_("Mã này đã dùng"),
        N_(
            "Mỗi mã chỉ gửi được một phiếu. Nếu chính ông/bà đã trả lời và muốn đổi, xin dùng mã "
            "riêng của phiếu để trả lời lại. Nếu ông/bà chưa hề trả lời, xin báo Sở Nội vụ."
        ),
    ),
    CodeState.ROUND_CLOSED: (
        N_("Đợt khảo sát của mã này đã kết thúc"),
        N_("Kết quả đợt này đã chốt nên không nhận thêm phiếu."),
    ),
}


def said_of_code(offer: CodeOffer, state: CodeState) -> tuple[str, str]:
    """(heading, sentence) of a code that takes no answer now."""
    heading, sentence = SAID[state]
    is_coming = state == CodeState.NOT_YET
    day = offer.batch.works_from() if is_coming else offer.batch.expires_on
    return _(heading), _(sentence, day=_day(day))


def _code_links(state: CodeState, is_kiosk: bool) -> list[tuple[str, str]]:
    if is_kiosk:
        return [(_("Gõ mã khác"), url_for("answers.type_code", kiosk="1"))]
    links = [(_("Gõ mã khác"), url_for("answers.type_code")), (_("Về trang đầu"), "/")]
    if state == CodeState.SPENT:
        links.insert(0, (_("Kiểm tra phiếu đã gửi"), url_for("answers.check")))
        links.insert(0, (_("Trả lời lại"), url_for("answers.type_key")))
    return links


def render_type_key(error: str = "") -> str:
    """The key is typed into a form that is posted: it never stands in an address."""
    return render_template(
        "surveys/type_key.html",
        heading=_("Trả lời lại"),
        lead=_(
            "Ông/bà đã đánh giá bằng mã và muốn đổi câu trả lời? Gõ mã riêng của phiếu, rồi trả lời "
            "lại từ đầu. Phiếu gửi sau cùng là phiếu được tính."
        ),
        label=_("Mã riêng của phiếu"),
        hint=_("Mười tám chữ và số, hiện một lần sau khi gửi phiếu. Không phải mã phiếu."),
        submit=_("Mở phiếu mới"),
        error=error,
    )


def mistyped_key() -> str:
    return _("Mã này gõ chưa đúng. Xin so lại từng chữ với mã riêng của phiếu đã ghi.")


def unknown_key() -> str:
    return _("Không có phiếu nào mang mã riêng này. Xin so lại từng chữ với mã đã ghi.")


def render_anew_refusal(
    offer: AnewOffer, state: AnewState, language: str, reanswer_days: int, words: Words = ()
) -> str:
    heading, sentence = _said_of_key(state, reanswer_days)
    links = [(_("Kiểm tra phiếu"), url_for("answers.check")), (_("Về trang đầu"), "/")]
    return _refusal(offer, heading, sentence, links, language, words)


def _said_of_key(state: AnewState, reanswer_days: int) -> tuple[str, str]:
    return {
        AnewState.OPEN: (
            _("Chưa gửi được phiếu"),
            _("Trang này đã cũ hoặc tải chưa đủ. Xin gõ lại mã riêng của phiếu."),
        ),
        AnewState.SUPERSEDED: (
            _("Phiếu này đã được trả lời lại"),
            _(
                "Phiếu mới đã thay cho phiếu mang mã riêng này. Muốn đổi lần nữa, xin dùng mã riêng "
                "của phiếu mới."
            ),
        ),
        AnewState.OVER: (
            _("Đã hết thời hạn trả lời lại"),
            _(
                "Phiếu chỉ đổi được trong %(days)s ngày kể từ lần trả lời đầu. Phiếu đã gửi vẫn được "
                "giữ nguyên và được tính.",
                days=reanswer_days,
            ),
        ),
        AnewState.NOT_CODED: (
            _("Phiếu này không trả lời lại được"),
            _(
                "Chỉ phiếu gửi bằng mã đánh giá mới trả lời lại được. Phiếu đã gửi vẫn được giữ nguyên."
            ),
        ),
        AnewState.ROUND_CLOSED: (
            _("Đợt khảo sát này đã kết thúc"),
            _("Kết quả đợt này đã chốt nên phiếu không đổi được nữa."),
        ),
    }[state]


def _day(day: object) -> str:
    return str(format_date(day, "d/M/y"))


def _refusal(
    offer: CodeOffer | AnewOffer,
    heading: str,
    sentence: str,
    links: list[tuple[str, str]],
    language: str,
    words: Words,
) -> str:
    return render_template(
        "surveys/not_answerable.html",
        kicker=text_in(offer.agency_names, language),
        heading=heading,
        sentence=sentence,
        links=links,
        words=words,
        demo=offer.is_demo,
    )
