"""Whether a scale measures: reliability, factor models, invariance, agreement."""
