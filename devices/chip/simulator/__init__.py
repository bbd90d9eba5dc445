"""A simulated coupler, and simulated chips on it."""
