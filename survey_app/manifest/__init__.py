"""The signed terms of a wave, which both sides of the wall read."""
