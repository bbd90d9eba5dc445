"""The demo's dock: hands for simulated devices, where the settings name their channels."""
