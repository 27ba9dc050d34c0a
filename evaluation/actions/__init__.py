"""Every write of the package, one module a noun; none commits."""
