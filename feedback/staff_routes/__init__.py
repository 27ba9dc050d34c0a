"""Staff pages of drafts, comment rounds, comments and dispositions."""
