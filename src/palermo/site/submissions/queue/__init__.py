"""The queue of checks: asked for, held by a worker on a lease, done; in the database, so that none is lost."""
