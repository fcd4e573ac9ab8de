"""A score, how exact it is, and how two results differ."""
