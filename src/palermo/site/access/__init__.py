"""Who may see and do what: one gate in the code, one in the database."""
