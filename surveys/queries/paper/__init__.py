"""SELECTs over paper forms."""
