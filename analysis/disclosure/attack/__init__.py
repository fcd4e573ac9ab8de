"""What an attacker derives from what was published, exactly and by intervals."""
