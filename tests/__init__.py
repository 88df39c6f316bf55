"""The tests: real servers, real databases, real files."""
