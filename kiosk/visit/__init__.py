"""One resident's visit: what is known, what follows from it, and what is shown."""
