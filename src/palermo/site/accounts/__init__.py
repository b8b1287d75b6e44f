"""Bodies with their dated names, and the people who sign in for them."""
