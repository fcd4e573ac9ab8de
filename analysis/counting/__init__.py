"""Answers counted so that counts can be merged, and what every statistic needs of them."""
