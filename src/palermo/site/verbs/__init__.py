"""One verb of the server a file: ``run(words) -> exit code``."""
