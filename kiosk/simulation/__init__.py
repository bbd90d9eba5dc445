"""An office without people: invented residents, simulated machines, virtual time."""
