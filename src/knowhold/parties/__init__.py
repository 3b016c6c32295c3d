"""Counterpart organisations of a firm, their possible matches with official lists, and judgements."""
