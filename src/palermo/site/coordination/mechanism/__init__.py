"""What becomes of bodies: one is dissolved, another takes over what it owed."""
