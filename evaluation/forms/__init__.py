"""WTForms classes, one module a noun."""
