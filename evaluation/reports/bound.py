"""Whom a target binds, in words."""

from collections.abc import Collection

from flask_babel import gettext as _

from agencies.register import KIND_NAMES
from evaluation.queries.catalogues import find_body_name
from evaluation.rules.targets import PROVINCE_BODY


def bound_words(bound: Collection[str]) -> str:
    if not bound:
        return _("Mọi cơ quan, đơn vị")
    names = []
    for one in bound:
        if one.startswith(PROVINCE_BODY):
            code = one.removeprefix(PROVINCE_BODY)
            unknown = _("cơ quan của tỉnh có mã …-%(code)s", code=code)
            names.append(find_body_name(code) or unknown)
        else:
            names.append(_(KIND_NAMES[one]) if one in KIND_NAMES else one)
    return "; ".join(names)
