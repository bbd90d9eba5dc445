"""What large letters make of a widget, as classes that a screen gives it."""

UNREAD = "unread"
"""Of no use to whoever reads in large letters."""
HELD = "held"
"""Typed by somebody: it stays in sight."""
