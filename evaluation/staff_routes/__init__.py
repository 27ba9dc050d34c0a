"""Staff pages, one blueprint a noun."""
