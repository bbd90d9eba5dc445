"""The office's records: connection, models with their constraints, migrations. Knows no one."""
