"""`gyeol doctor`: what is not well with an installation, and a remedy that destroys nothing."""
