"""Pages of delegations: letting a colleague review for some days."""
