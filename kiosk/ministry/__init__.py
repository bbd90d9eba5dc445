"""The ministry's server: the contract, the client, and a simulator that keeps the contract."""
