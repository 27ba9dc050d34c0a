"""The names that reporting periods get by themselves, said in the reader's language."""

import re

from flask_babel import gettext as _

_QUARTER = re.compile(r"Quý (?P<quarter>[IV]+)/(?P<year>\d{4})")
_MONTH = re.compile(r"Tháng (?P<month>\d+)/(?P<year>\d{4})")
_MONTHS = re.compile(r"Tháng (?P<first>\d+)–(?P<last>\d+)/(?P<year>\d{4})")
_OVER_YEARS = re.compile(r"Tháng (?P<first>\d+/\d{4}) – (?P<last>\d+/\d{4})")


def period_words(name: str) -> str:
    """A name that a person gave stays as it is."""
    if found := _QUARTER.fullmatch(name):
        return _("Quý %(quarter)s/%(year)s", **found.groupdict())
    if found := _MONTH.fullmatch(name):
        return _("Tháng %(month)s/%(year)s", **found.groupdict())
    if found := _MONTHS.fullmatch(name):
        return _("Tháng %(first)s–%(last)s/%(year)s", **found.groupdict())
    if found := _OVER_YEARS.fullmatch(name):
        return _("Tháng %(first)s – %(last)s", **found.groupdict())
    return name
