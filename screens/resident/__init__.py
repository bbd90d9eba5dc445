"""One file for each kind of view; one question a screen."""
