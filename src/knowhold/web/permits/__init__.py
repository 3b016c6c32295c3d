"""Pages of a permit."""
