"""The groups of a wave: units, backgrounds, and which sums lie on each other."""
