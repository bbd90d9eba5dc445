"""What the simulated ministry keeps, in a file of its own."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS record (nik TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS claim (
    key TEXT PRIMARY KEY, nik TEXT NOT NULL, generation INTEGER NOT NULL, office TEXT NOT NULL,
    data_hash TEXT NOT NULL, state TEXT NOT NULL CHECK (state IN ('granted', 'consumed'))
) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS one_claim ON claim (nik, generation);
CREATE TABLE IF NOT EXISTS report (
    key TEXT PRIMARY KEY, kind TEXT NOT NULL, claim TEXT NOT NULL, digest TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS script (uid TEXT PRIMARY KEY, claim TEXT NOT NULL) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS one_print ON report (claim) WHERE kind = 'prints';
"""
