"""Strangers' tables: `gyeol analyse` and `gyeol simulate` for whoever has answers in columns."""
