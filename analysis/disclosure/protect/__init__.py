"""Hides until nothing can be derived, and certifies it."""
