"""The report floor: indicators, cubes, figures, editions; build, lint, verify, show."""
