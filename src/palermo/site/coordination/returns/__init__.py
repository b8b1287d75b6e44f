"""Yearly returns: a form out, a filled one in, and how complete they are."""
