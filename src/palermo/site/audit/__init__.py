"""What was done, by whom, and for which purpose."""
