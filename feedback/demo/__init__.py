"""Made-up comment rounds of the demo province: drafts of our own writing, comments nobody sent."""
