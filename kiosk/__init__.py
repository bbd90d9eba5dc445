"""The office at work: every rule of the domain, once. Knows no screen."""
