"""Pages of the roster: import, preview, duplicates, filing, receipt, people."""
