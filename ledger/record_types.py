"""What kinds of records the ledger holds; the word stands in the public leaf and never changes."""

from enum import StrEnum


class RecordType(StrEnum):
    """A leaf of a HIDDEN type hides what it commits to; all others commit to a public text."""

    RESPONSE = "response"
    SUPERSEDE = "supersede"
    CLASS = "class"
    CODE_CLASSES = "code-classes"
    DOSSIERS = "dossiers"
    WORDS = "words"
    COMMENT = "comment"
    COMMENT_HIDDEN = "comment-hidden"
    WORDS_WITHHELD = "words-withheld"
    DISPOSITION = "disposition"
    CODES_COMMITTED = "codes-committed"
    CODES_WITHDRAWN = "codes-withdrawn"
    PAPER_BATCH = "paper-batch"
    EXCLUDE = "exclude"
    RESTORE = "restore"
    METHOD = "method"
    SCORE = "score"
    CLOSE = "close"
    LEDGER_RESTORED = "ledger-restored"
    KEY_CHANGED = "key-changed"


# Whose records only the auditor opens, with the keys of `flask ledger opening`.
HIDDEN = frozenset(
    {
        RecordType.RESPONSE,
        RecordType.SUPERSEDE,
        RecordType.CLASS,
        RecordType.CODE_CLASSES,
        RecordType.DOSSIERS,
        RecordType.WORDS,
        RecordType.COMMENT,
    }
)
