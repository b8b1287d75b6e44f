"""Runs of linkage: encoded lists of bodies taken in, linked for counts alone, and deleted. No name, no secret."""
