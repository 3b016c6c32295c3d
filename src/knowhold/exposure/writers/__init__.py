"""A document as text, one accessible HTML page, CSV, XLSX or PNG."""
