"""Every SELECT of feedback, one module a noun."""
