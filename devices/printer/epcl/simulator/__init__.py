"""A simulated Eltron P420, which shares no parser with the driver."""
