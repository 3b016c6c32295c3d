"""Pages about the concentration of know-how: by step and site, never by person."""
