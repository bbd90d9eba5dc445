"""What officers run."""
