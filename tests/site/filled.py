"""The demonstration, filled once and served from copies: ``python -m tests.site.filled fill|serve FOLDER [WORDS]``.

Filling takes longest of all that a server does at its start. It runs unchanged; only who serves it again skips it.
"""

import os
import shutil
import sys
from argparse import Namespace
from pathlib import Path

from palermo.site.verbs import serve

os.environ["DJANGO_SETTINGS_MODULE"] = "palermo.site.settings"


def main(verb: str, folder: str, *words: str) -> int:
    if verb == "fill":
        serve._prepare_demo(Namespace(dir=Path(folder)))
        serve.fill_demo()
        return 0

    def copied() -> None:
        shutil.copytree(folder, Path(os.environ["PALERMO_DATABASE"]).parent, dirs_exist_ok=True)

    serve._load_demo = copied
    return serve.run(words)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
