"""Codes from the phone count once: a code looked at over a shoulder does not open a second door."""

from typing import Any

from flask_security.totp import Totp


class OnceOnlyCodes(Totp):
    """The counter of the last code used lies with the account."""

    def get_last_counter(self, user: Any) -> int | None:
        counter: int | None = user.tf_last_counter
        return counter

    def set_last_counter(self, user: Any, tmatch: Any) -> None:
        user.tf_last_counter = tmatch.counter
