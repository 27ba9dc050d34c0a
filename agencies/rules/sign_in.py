"""Pure decisions about getting in and staying in: passwords, locking, how long a session lasts."""

import re
from collections.abc import Collection
from datetime import datetime, timedelta
from itertools import pairwise

from base.rules import RuleBroken
from base.words import fold

FAILURES_BEFORE_LOCK = 5
LOCK_LASTS = timedelta(minutes=15)
IDLE_LIMIT = timedelta(hours=2)
SESSION_LIMIT = timedelta(hours=10)
WRONG_PER_NETWORK = 40  # within ten minutes; a whole commune office may share one address
PASSWORD_MIN = 12
PASSWORD_MAX = 200


class PasswordTooShort(RuleBroken):
    sentence = "Mật khẩu cần ít nhất 12 ký tự. Một câu dễ nhớ, vài từ không liên quan là tốt nhất."


class PasswordTooLong(RuleBroken):
    sentence = "Mật khẩu dài quá 200 ký tự. Xin rút ngắn."


class PasswordIsOneself(RuleBroken):
    sentence = "Mật khẩu không được lấy từ họ tên hay thư điện tử của ông/bà. Xin chọn cụm từ khác."


class PasswordTooCommon(RuleBroken):
    sentence = "Mật khẩu này rất nhiều người dùng nên dễ bị đoán. Xin chọn cụm từ khác."


class PasswordTooPlain(RuleBroken):
    sentence = "Mật khẩu này chỉ lặp lại vài ký tự nên dễ bị đoán. Xin chọn cụm từ khác."


class LastFactorKept(RuleBroken):
    is_custody = True
    sentence = (
        "Vai trò của ông/bà cần xác thực hai lớp và đây là cách duy nhất còn lại nên không xóa được. Xin "
        "thêm khóa khác hoặc cài mã xác thực trước; nếu đã mất thiết bị, xin nhờ hai người quản trị "
        "khôi phục."
    )


def _letters(text: str) -> str:
    """The letters, figures that stand for letters read as such; what is tacked on behind is dropped."""
    core = re.sub(r"[\W\d_]+$", "", fold(text))
    return re.sub(r"[^a-z]", "", core.translate(str.maketrans("013457@$", "oieastas")))


def _squeezed(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", fold(text))


def _is_oneself(squeezed: str, email: str, full_name: str) -> bool:
    parts = [email.split("@", maxsplit=1)[0], full_name]
    known = [_squeezed(part) for part in parts]
    known += [_squeezed(" ".join(reversed(full_name.split())))]
    return any(len(part) >= 5 and part in squeezed for part in known)


def _is_run(squeezed: str) -> bool:
    """«123456789012», «abcdefghijkl»: every step is the same small one."""
    steps = {ord(b) - ord(a) for a, b in pairwise(squeezed)}
    return steps <= {-9, 0, 1} or steps <= {-1, 0, 9}


def _is_common(password: str, common: Collection[str]) -> bool:
    """A favourite, a favourite with figures or signs behind it, or favourites in a row."""
    letters = _letters(password)
    candidates = {_squeezed(password), letters, re.sub(r"[^a-z]", "", fold(password))}
    if candidates & set(common):
        return True
    pattern = "|".join(sorted((re.escape(w) for w in common if len(w) > 3), key=len, reverse=True))
    return bool(letters and pattern and re.fullmatch(f"(?:{pattern})+", letters))


def check_password(password: str, email: str, full_name: str, common: Collection[str]) -> None:
    """Raises the first rule that the password breaks; `common` holds folded favourites."""
    if len(password) < PASSWORD_MIN:
        raise PasswordTooShort
    if len(password) > PASSWORD_MAX:
        raise PasswordTooLong
    squeezed = _squeezed(password)
    if len(set(password.lower())) < 5 or (squeezed and _is_run(squeezed)):
        raise PasswordTooPlain
    if _is_oneself(squeezed, email, full_name):
        raise PasswordIsOneself
    if _is_common(password, common):
        raise PasswordTooCommon


def is_locked(locked_until: datetime | None, now: datetime) -> bool:
    return locked_until is not None and now < locked_until


def after_failure(failed_count: int, now: datetime) -> tuple[int, datetime | None]:
    """The new count and, when it is full, until when the account is locked (the count begins anew)."""
    if failed_count + 1 >= FAILURES_BEFORE_LOCK:
        return 0, now + LOCK_LASTS
    return failed_count + 1, None


def is_session_over(signed_in_at: datetime, seen_at: datetime, now: datetime) -> bool:
    """Ten hours after signing in, or two hours after the last page."""
    return now - signed_in_at >= SESSION_LIMIT or now - seen_at >= IDLE_LIMIT


def check_may_remove_passkey(needs_second_factor: bool, has_codes: bool, passkeys: int) -> None:
    """A second factor once set is never lost by the own hand, else a password alone could set a new one."""
    if needs_second_factor and not has_codes and passkeys <= 1:
        raise LastFactorKept
