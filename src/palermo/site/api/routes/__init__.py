"""The routes, one thing a file."""
