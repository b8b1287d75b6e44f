"""The keys of bodies: names and raw material are sealed at rest and read while somebody of the body is signed in."""
