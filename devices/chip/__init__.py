"""The contactless coupler at the printer's chip station."""
