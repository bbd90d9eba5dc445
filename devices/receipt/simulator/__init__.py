"""A receipt printer without metal: what came from its line is a picture on paper."""
