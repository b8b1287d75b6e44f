"""Status decisions and the clocks they start and stop."""
