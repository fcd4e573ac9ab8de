"""An attacker who is given everything that a demonstration publishes, and looks for groups under ten."""
