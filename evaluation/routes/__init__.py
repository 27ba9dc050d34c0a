"""Pages for residents and readers, one blueprint a noun."""
