"""Figures about the office: each is counted once, here."""
