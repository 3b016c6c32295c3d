"""A roster file from upload to diff: read, staged, checked, compared. Knows no Django."""
