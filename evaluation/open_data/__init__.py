"""What outsiders take away to check the published figures themselves."""
