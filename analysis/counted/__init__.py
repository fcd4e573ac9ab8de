"""What is left of the answers of a wave: counts of the groups that may be shown, and nobody's record."""
