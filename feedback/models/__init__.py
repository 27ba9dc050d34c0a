"""Tables of drafts, comment rounds, comments and dispositions."""
