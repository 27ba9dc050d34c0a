"""Every SELECT of the package, one module a noun."""
