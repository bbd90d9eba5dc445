"""A receipt printer that speaks ESC/POS, and a simulator of one."""
