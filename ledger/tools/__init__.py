"""Programs that outside people run on their own machines; standard library only."""
