"""What hangs in the hall for everybody to read."""
