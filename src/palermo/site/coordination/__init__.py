"""The conference's pages: who belongs to it, what was decided and planned, what became of it, what is still owed."""
