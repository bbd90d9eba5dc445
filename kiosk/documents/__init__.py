"""What people take away: the card and what is drawn on it."""
