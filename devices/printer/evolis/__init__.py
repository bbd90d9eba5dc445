"""A printer by Evolis: its language, the driver, and the encoding of its panels."""
