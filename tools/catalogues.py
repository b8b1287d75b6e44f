"""Gather what the pages say into the catalogues, and compile them: `python tools/catalogues.py` (needs GNU gettext).

For maintainers; the compiled files are checked in, so that nothing is built at install.
"""

import os
import subprocess
import sys
from pathlib import Path

SITE = Path(__file__).resolve().parents[1] / "src" / "palermo" / "site"


def main() -> None:
    """Gather, then compile every language; what is not translated yet is left to the test that names it."""
    settings = {"DJANGO_SETTINGS_MODULE": "palermo.site.settings", "PYTHONPATH": str(SITE.parents[1])}
    for language in sorted(path.name for path in (SITE / "locale").iterdir()):
        words = ["makemessages", "-l", language, "--no-location", "--no-wrap", "--no-obsolete"]
        subprocess.run([sys.executable, "-m", "django", *words], cwd=SITE, check=True, env={**os.environ, **settings})
        folder = SITE / "locale" / language / "LC_MESSAGES"
        subprocess.run(["msgfmt", "-o", folder / "django.mo", folder / "django.po"], check=True)


if __name__ == "__main__":
    main()
