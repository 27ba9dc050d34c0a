"""The province's board: what a leader reads in a minute, drawn from what is published."""
