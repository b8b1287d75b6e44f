"""Jobs: rows that wait, that a worker holds on a lease, and that end; and the processes which do them."""
