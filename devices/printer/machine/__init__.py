"""The printer as a thing: what moves in it, and what people do to it. Knows no language."""
