"""Whom a target binds, in words."""

from collections.abc import Collection

from flask_babel import gettext as _

from agencies.register import KIND_NAMES
from evaluation.rules.targets import PROVINCE_BODY


def bound_words(bound: Collection[str]) -> str:
    if not bound:
        return _("Mọi cơ quan, đơn vị")
    names = []
    for one in bound:
        if one.startswith(PROVINCE_BODY):
            names.append(_("cơ quan của tỉnh có mã …-%(code)s", code=one.split(":", 1)[1]))
        else:
            names.append(_(KIND_NAMES[one]) if one in KIND_NAMES else one)
    return "; ".join(names)
