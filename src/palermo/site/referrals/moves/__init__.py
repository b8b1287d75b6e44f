"""How a move is written down, whoever makes it."""
