"""Serials of paper forms: seven digits that run through the province, and a letter that checks them.

The letter is the position-weighted sum modulo 23 (prime, larger than any digit and any position here), so
every single mistake and every swap of two digits is caught. Letters alone, so that it ends the number.
"""

from collections.abc import Iterable

from base.rules import RuleBroken

DIGITS = 7
LAST_DIGITS = 3  # tell the forms of one batch apart, so a clerk types no more
MOST_FORMS = 10**LAST_DIGITS
_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ"


class SerialWrong(RuleBroken):
    sentence = (
        "Số phiếu gõ không đúng. Xin gõ ba số cuối và chữ cái in trên phiếu, ví dụ 017K; "
        "hoặc quét mã vuông của phiếu."
    )


class SerialOfOtherBatch(RuleBroken):
    sentence = (
        "Tờ phiếu số %(serial)s không thuộc lô này. Xin để riêng tờ đó và báo người giao phiếu."
    )


def check_letter(number: int) -> str:
    digits = f"{number:0{DIGITS}d}"
    total = sum(weight * int(digit) for weight, digit in enumerate(digits, start=1))
    return _LETTERS[total % len(_LETTERS)]


def serial_text(number: int) -> str:
    """As it is printed: 0000417-K."""
    return f"{number:0{DIGITS}d}-{check_letter(number)}"


def read_serial(typed: str, first: int, count: int) -> int:
    """The number of a form of the batch `first` … `first + count - 1`.

    Typed wholly, or only its last digits (three at most) and the letter. Raises SerialWrong or
    SerialOfOtherBatch.
    """
    text = "".join(ch for ch in typed.upper() if ch.isalnum())
    digits, letter = text[:-1], text[-1:]
    if not (digits.isascii() and digits.isdigit() and len(digits) <= DIGITS):
        raise SerialWrong
    if len(digits) > LAST_DIGITS:
        return _whole(int(digits), letter, first, count)
    modulus = MOST_FORMS
    number = first + (int(digits) - first) % modulus
    if number >= first + count or check_letter(number) != letter:
        raise SerialWrong
    return number


def _whole(number: int, letter: str, first: int, count: int) -> int:
    if check_letter(number) != letter:
        raise SerialWrong
    if not first <= number < first + count:
        raise SerialOfOtherBatch(serial=serial_text(number))
    return number


def serial_ranges(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Neighbours joined: [3, 4, 5, 9] → [(3, 5), (9, 9)]."""
    ranges: list[tuple[int, int]] = []
    for number in sorted(numbers):
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1] = (ranges[-1][0], number)
        else:
            ranges.append((number, number))
    return ranges


def ranges_text(numbers: Iterable[int]) -> str:
    """Such as 0000003-D – 0000005-P, 0000009-K; empty for none."""
    parts = [
        serial_text(low) if low == high else f"{serial_text(low)} – {serial_text(high)}"
        for low, high in serial_ranges(numbers)
    ]
    return ", ".join(parts)
