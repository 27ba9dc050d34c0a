"""What the pages of scorecards and results show, ready in words."""
