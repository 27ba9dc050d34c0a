"""What pages and exports show, put together: frozen dataclasses, one module a noun."""
