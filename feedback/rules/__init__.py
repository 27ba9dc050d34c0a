"""Pure decisions of comment rounds and their errors."""
