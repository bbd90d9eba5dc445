"""A fingerprint module that does not exist: what families have, what it keeps, what it answers."""
