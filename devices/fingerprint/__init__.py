"""A fingerprint reader of the ZFM-20 / R30x family, and a simulator of one."""
