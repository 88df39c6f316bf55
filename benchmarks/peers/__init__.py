"""The tracker beside other programs that watch pages for changes, on one careers site in one run."""
