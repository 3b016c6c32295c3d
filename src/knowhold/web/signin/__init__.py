"""Signing in: allauth's machinery in our skin, with our record of it."""
