"""What a body's cases amount to: counts for its own eyes, and frames of codes from which protected tables are made."""
