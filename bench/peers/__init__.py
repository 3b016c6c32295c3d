"""Peers, each in its own locked environment, spoken to over a pipe."""
