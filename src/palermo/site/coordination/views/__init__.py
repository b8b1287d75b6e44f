"""The pages: what is allowed, late or owed is asked of the room; they show it and hand on what was written."""
