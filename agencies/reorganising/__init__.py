"""Mergers, splits and renamings of many units from one file: read, planned as a whole, shown, carried out."""
