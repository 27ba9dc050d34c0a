"""What kinds of records the ledger holds; the word stands in the public leaf and never changes."""

from enum import StrEnum


class RecordType(StrEnum):
    """A leaf of RESPONSE or COMMENT hides what it commits to; LEDGER_RESTORED commits to a public text."""

    RESPONSE = "response"
    COMMENT = "comment"
    LEDGER_RESTORED = "ledger-restored"


# Whose records only the auditor opens, with the keys of `flask ledger opening`.
HIDDEN = frozenset({RecordType.RESPONSE, RecordType.COMMENT})
