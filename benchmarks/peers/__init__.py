"""Compare the tracker with other programs that monitor pages for changes, on one careers site in one run."""
