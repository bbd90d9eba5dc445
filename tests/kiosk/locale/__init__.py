"""What is said: complete, alike in every language, and fitting the screen."""
