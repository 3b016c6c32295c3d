"""What an analysis says, as headings, sentences, tables and charts: written out by `writers`."""
