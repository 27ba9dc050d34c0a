"""What residents say in words: drafts, comment rounds, comments, dispositions."""
