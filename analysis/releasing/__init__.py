"""From counted answers to the frozen Release, with what is withheld because of what the answers are."""
