"""The frozen Release: what stands in it, to how many digits, and how older ones are read."""
