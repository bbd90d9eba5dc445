"""Card printers: what an office needs of one, and the makes that can give it."""
