"""The public page that checks a permit, without a log-in and, once opened, without a network."""
