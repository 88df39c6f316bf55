"""A small careers site that changes, for a first look without a network."""
