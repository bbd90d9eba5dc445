"""A card printer that speaks the Evolis escape language, and a simulator of one."""
