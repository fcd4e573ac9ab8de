"""From opened answers, in memory, to what is kept of them: the signed terms say which groups there are."""
