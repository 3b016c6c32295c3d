"""Knowhold: who holds which know-how, what may leave, by which published rule, and proof of it."""

__version__ = "0.1.0"
