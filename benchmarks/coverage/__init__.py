"""How often what is said about error is true, at the sizes at which Gyeol is used."""
