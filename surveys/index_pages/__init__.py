"""Stored figures made ready for pages: words, rounded numbers, places in charts. No SQL, no statistics."""
