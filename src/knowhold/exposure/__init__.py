"""Know-how concentration: about capabilities, steps and sites, never about people."""
