"""The cases of a body: people, what happened to them, what was decided, and what help they got."""
