"""From tallies to the cells of a snapshot. Only the worker imports this: it needs scipy."""
