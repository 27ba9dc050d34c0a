"""Pure decisions about accounts and grants, and the errors they raise; roles are passed as text."""

import re
from collections.abc import Collection
from datetime import datetime, timedelta

from base.rules import RuleBroken

INVITATION_LASTS = timedelta(days=7)
_EMAIL = re.compile(r"[^@\s<>\"',;:]+@[^@\s<>\"',;:]+\.[^@\s<>\"',;:.]{2,}")


class EmailUnreadable(RuleBroken):
    sentence = "Thư điện tử «%(email)s» không đúng dạng. Xin ghi như ten@thanhhoa.gov.vn."


class EmailTaken(RuleBroken):
    sentence = "Đã có tài khoản với thư điện tử «%(email)s». Xin tìm tài khoản đó trong danh sách."


class NameMissing(RuleBroken):
    sentence = "Xin ghi họ và tên của cán bộ."


class BothDepartmentAndInspector(RuleBroken):
    is_custody = True
    sentence = "Không ai được giữ cả vai trò Sở Nội vụ và vai trò Thanh tra. Xin thu hồi vai trò kia trước."


class AppraisesWhatIsServed(RuleBroken):
    is_custody = True
    sentence = (
        "Ai giữ vai trò Sở Nội vụ hoặc Thanh tra thì không làm cán bộ của cơ quan khác: người đó sẽ vừa báo "
        "cáo, vừa đánh giá cùng một cơ quan. Xin cấp vai trò này cho người khác."
    )


class RoleAlreadyHeld(RuleBroken):
    sentence = "Người này đã có, hoặc đang được đề nghị, vai trò này."


class RoleNeedsAgency(RuleBroken):
    sentence = "Vai trò này gắn với một cơ quan. Xin chọn cơ quan."


class RoleIsForTheProvince(RuleBroken):
    sentence = "Vai trò này có hiệu lực toàn tỉnh, không gắn với một cơ quan."


class NotForOneself(RuleBroken):
    is_custody = True
    sentence = "Không ai được cấp, duyệt hay khôi phục quyền cho chính mình. Xin nhờ người khác."


class GrantNotWaiting(RuleBroken):
    sentence = "Đề nghị này không còn chờ duyệt. Xin tải lại trang."


class GrantNotInForce(RuleBroken):
    sentence = "Quyền này không còn hiệu lực. Xin tải lại trang."


class StaffInactive(RuleBroken):
    sentence = "Tài khoản này đã ngừng. Xin mở lại tài khoản trước."


class ReopenTakesGrants(RuleBroken):
    is_custody = True
    sentence = (
        "Người này còn giữ vai trò phải hai người duyệt. Xin thu hồi vai trò đó, mở lại tài khoản, "
        "rồi đề nghị cấp lại."
    )


class BodyDecidesWhoIsSecond(RuleBroken):
    is_custody = True
    sentence = (
        "Người này giữ vai trò phải hai người duyệt nên chưa đổi cơ quan được. Xin thu hồi vai trò đó "
        "trước, đổi cơ quan, rồi đề nghị cấp lại."
    )


class RecoveryNeedsTwo(RuleBroken):
    is_custody = True
    sentence = (
        "Người này giữ vai trò phải hai người duyệt nên một người không đặt lại mật khẩu được. "
        "Xin dùng «Khôi phục tài khoản»."
    )


class PasswordNotSet(RuleBroken):
    is_custody = True
    sentence = (
        "Người này chưa tự đặt mật khẩu nên chưa duyệt được vai trò. Xin chờ người đó đặt mật khẩu qua "
        "liên kết, hỏi lại chính người đó, rồi hãy duyệt."
    )


class RecoveryNotWaiting(RuleBroken):
    sentence = "Đề nghị khôi phục này không còn chờ duyệt hoặc đã quá hạn. Xin đề nghị lại."


class InvitationUsedUp(RuleBroken):
    sentence = "Liên kết này đã dùng hoặc đã quá 7 ngày. Xin nhờ người quản trị tài khoản gửi liên kết mới."


class TooFewAdmins(RuleBroken):
    is_custody = True
    sentence = (
        "Phải còn ít nhất hai quản trị tài khoản thuộc hai cơ quan. Xin cấp cho người khác trước."
    )


def check_email(email: str) -> None:
    if not _EMAIL.fullmatch(email) or len(email) > 200:
        raise EmailUnreadable(email=email[:200])


def check_grant(
    role: str, agency_id: int | None, held: Collection[tuple[str, int | None]], for_province: bool
) -> None:
    """`held`: (role, agency) of grants in force or waiting; `for_province`: how this role is given."""
    if for_province and agency_id is not None:
        raise RoleIsForTheProvince
    if not for_province and agency_id is None:
        raise RoleNeedsAgency
    if (role, agency_id) in held:
        raise RoleAlreadyHeld
    pair = {"department", "inspector"}
    if role in pair and any(other in pair - {role} for other, _ in held):
        raise BothDepartmentAndInspector


def check_serves_one_side(
    role_bodies: Collection[tuple[str, int | None]], own_body: int | None
) -> None:
    """`role_bodies`: (role, the body it is for) of all that would be held. Rules about the own body look at
    whom a person belongs to: who reported for another agency could appraise it as if a stranger to it.
    """
    judges = {role for role, _body in role_bodies} & {"department", "inspector"}
    if judges and any(role == "agency_officer" and body != own_body for role, body in role_bodies):
        raise AppraisesWhatIsServed


def check_not_for_oneself(actor_id: int | None, subject_id: int) -> None:
    if actor_id == subject_id:
        raise NotForOneself


def check_may_reopen(holds_two_person_role: bool) -> None:
    """Else one person could bring back what takes two to give."""
    if holds_two_person_role:
        raise ReopenTakesGrants


def check_may_change_body(holds_two_person_role: bool) -> None:
    if holds_two_person_role:
        raise BodyDecidesWhoIsSecond


def check_one_person_may_reset(holds_two_person_role: bool) -> None:
    if holds_two_person_role:
        raise RecoveryNeedsTwo


def check_may_be_approved(has_password: bool) -> None:
    """The link of a new account passes through one administrator's hands: the second asks afterwards."""
    if not has_password:
        raise PasswordNotSet


def check_active(active: bool) -> None:
    if not active:
        raise StaffInactive


def check_enough_admins(bodies_left: Collection[int | None]) -> None:
    """`bodies_left`: the bodies of the account administrators that remain; one without a body counts not."""
    if len({body for body in bodies_left if body is not None}) < 2:
        raise TooFewAdmins


def is_invitation_valid(expires_at: datetime, used_at: datetime | None, now: datetime) -> bool:
    return used_at is None and now < expires_at
