"""The year: targets, self-reports, scorecards, sign-off, documents and open data for Sở Nội vụ."""
