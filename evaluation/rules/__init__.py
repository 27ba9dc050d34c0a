"""Pure decisions of the package, one module a noun; time is passed in, no framework."""
