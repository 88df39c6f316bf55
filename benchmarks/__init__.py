"""Speed and size, as ratios against a bare baseline in the same run."""
