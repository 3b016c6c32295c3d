"""Pages of a case: the queue, the case itself, asking, deciding, the letter."""
