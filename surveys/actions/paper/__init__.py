"""Every write about paper forms, from printing to closing."""
