"""Builders of template contexts for the components; `templatetags/kh.py` turns them into tags."""
