"""Free words without what points at a person: a first pass by rule, which a person of the province reads.

The rule would rather hide too much than too little: whoever reviews sees the original beside it and may
bring words back, never add any.
"""

from surveys.rules.redaction.marks import Kind, Redaction
from surveys.rules.redaction.reviewing import check_only_removes, is_cut
from surveys.rules.redaction.text import redact

__all__ = ["Kind", "Redaction", "check_only_removes", "is_cut", "redact"]
