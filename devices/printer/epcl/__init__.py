"""Printers that speak the Zebra/Eltron card printer language, EPCL."""
