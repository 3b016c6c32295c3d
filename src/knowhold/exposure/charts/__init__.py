"""Charts as shapes, computed here and drawn as SVG: the same on a page, in a file and as PNG."""
