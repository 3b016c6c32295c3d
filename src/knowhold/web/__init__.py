"""The pages: urls, views, forms, templates, scripts and texts in both languages."""
