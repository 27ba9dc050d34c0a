"""What every package stands on: settings, database, forms, permissions, rules, clock, jobs, abuse."""
