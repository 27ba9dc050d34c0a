"""A made-up year: self-reports of communes in every state, a proposal of scores nobody signed."""
