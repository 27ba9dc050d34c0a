"""Programs that outside people run on their own machines; one file each."""
