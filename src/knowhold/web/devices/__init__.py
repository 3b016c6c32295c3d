"""Pages of the device desk: what to prepare, hand over, take back."""
