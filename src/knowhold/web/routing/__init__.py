"""Pages of what the firm arranges: routing, deputies, trainings, accounts that close."""
