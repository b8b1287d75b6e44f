"""``python -m palermo``: the same program as ``palermo``."""

from palermo.cli import main

main()
