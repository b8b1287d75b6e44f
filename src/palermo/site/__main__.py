"""``python -m palermo.site VERB``: the verbs of the server. ``palermo VERB`` calls this and hands on the exit code."""

import sys

from palermo.site.manage import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
