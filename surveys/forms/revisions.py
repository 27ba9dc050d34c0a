"""The form that remembers which revision of a row its page was opened with."""

from wtforms import HiddenField

from base.forms import Form


class Revisioned(Form):
    """Two officers may edit the same row: the second is told."""

    revision = HiddenField()

    @property
    def seen_revision(self) -> int | None:
        text = str(self.revision.data or "")
        return int(text) if text.isdecimal() and len(text) < 10 else None
