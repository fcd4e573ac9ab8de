"""Institutions beside each other: pooled, ranked, compared with a benchmark."""
