"""The public-use file of a programme: masked single answers."""
