"""A simulated Evolis printer: its own parser, its own mechanics, nothing shared with the driver."""
