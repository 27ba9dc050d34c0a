"""The public append-only log; for now the leaves that wait to be sealed."""
