"""Chapters: each says one thing of a release, for an institution and for a unit alike."""
