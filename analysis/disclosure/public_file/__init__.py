"""Single answers masked for publication, and how anonymous they are."""
