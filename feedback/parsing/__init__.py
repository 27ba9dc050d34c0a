"""From the file on an officer's desk to a tree of provisions."""
