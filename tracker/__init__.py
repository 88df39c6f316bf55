"""Keeps the true history of job postings, with proof."""

__version__ = "0.1.0"
