"""The words, in every language the kiosk speaks."""
