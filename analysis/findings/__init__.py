"""One topic each: drivers, trends, quality of answering, weights, themes of comments."""
