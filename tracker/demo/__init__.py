"""The demo: a small made-up careers site that changes, to try the tracker without a network."""
