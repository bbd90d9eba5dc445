"""Print once: claim, attempt, evidence, verdict, recovery, hand-over, outbox, invariants."""
