"""Machines on a serial line, and simulators of them. Knows nothing of residents or of cards."""
