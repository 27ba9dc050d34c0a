"""Pure decisions about paper forms: serials, custody, what was keyed, signs of invention."""
