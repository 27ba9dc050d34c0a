"""What staff and residents type in, as plain values."""
