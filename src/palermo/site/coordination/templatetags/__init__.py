"""What templates of the conference ask for."""
