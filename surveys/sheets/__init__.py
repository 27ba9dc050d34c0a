"""Templates of sheets that are set by typst."""
