"""Who is on record: numbers, names, places, and the codes that a record is written in."""
