"""The arithmetic of the index: plain numpy and scipy, no framework, nothing rounded before the end."""
