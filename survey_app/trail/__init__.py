"""The audit trail: who did what and when, in a chain that shows any change."""
