"""tracker.db: it is derived from snapshots/. `Database.fold` writes it, and everything else reads it."""
