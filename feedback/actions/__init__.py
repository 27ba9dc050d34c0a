"""Every write of feedback, one module a noun."""
