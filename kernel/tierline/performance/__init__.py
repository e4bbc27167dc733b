"""Performance of account managers: the points of a month."""
