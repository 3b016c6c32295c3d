"""Counterparts of the firm, their possible matches with official lists, and what they see of it."""
