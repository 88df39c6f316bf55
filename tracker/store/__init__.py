"""tracker.db: derived from snapshots/, written by `fold`, read by everything else."""
