"""What every room stands on: databases, jobs, mail, logs, days, secrets. It knows no room."""
