"""Emergency access to another body's coded facts."""
