"""Every SELECT of the ledger, one module a noun."""
