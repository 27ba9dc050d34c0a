"""The arithmetic of the index: numpy and scipy, no framework, nothing rounded before the end."""
