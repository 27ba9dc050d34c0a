"""The floors: the least that any Flask application could do for the same job."""
