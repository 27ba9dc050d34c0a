"""A made-up province to look at and to measure with; only for databases that were made as a demo."""
