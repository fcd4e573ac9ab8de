"""From a release to a report of one kind, alone or in a batch."""
