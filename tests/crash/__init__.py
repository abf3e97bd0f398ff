"""Workers killed at every step: nothing lost, nothing doubled, doubts shown."""
