"""People with known parameters, so that estimates can be held against the truth."""
