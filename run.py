"""The whole craft of this repository in one file: ``python3 run.py demo``, ``serve`` and ``test``.

Standard library only, so that a fresh machine with python3 can start here. ``make`` with the same words calls it.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

HOME = Path(__file__).resolve().parent
VENV = HOME / ".venv"
BIN = VENV / "bin"
EXAMPLE = HOME / "examples" / "trafficking-offences"
OUT = HOME / "out" / "trafficking-offences"
WALK = HOME / "examples" / "annual-report"
WALKED = HOME / "out" / "annual-report"
BROWSER = Path("/usr/bin/chromium")
LEFT_OUT = {kind for kind in os.environ.get("PALERMO_TEST_WITHOUT", "").split(",") if kind}


def call(*command: str | Path, env: dict[str, str] | None = None) -> None:
    """Run a command in the repository; on failure end with its exit code."""
    words = [str(word) for word in command]
    done = subprocess.run(words, cwd=HOME, env={**os.environ, **(env or {})})
    if done.returncode:
        sys.exit(f"run.py: this failed with exit code {done.returncode}: {' '.join(words)}")


def set_up(lock: str) -> None:
    """A virtual environment that holds exactly the packages of ``lock``, and this checkout."""
    wanted = hashlib.sha256((HOME / lock).read_bytes() + (HOME / "pyproject.toml").read_bytes()).hexdigest()
    stamp = VENV / f".{lock}.sha256"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    print(f"Setting up {VENV.name} from {lock} ...", flush=True)
    if not (BIN / "python").exists():
        call(sys.executable, "-m", "venv", VENV)
    if uv := shutil.which("uv"):
        call(uv, "pip", "install", "-q", "--python", BIN / "python", "--require-hashes", "-r", lock)
    else:
        pip = (BIN / "python", "-m", "pip", "--disable-pip-version-check")
        call(*pip, "install", "-q", "--require-hashes", "-r", lock)
    put_on_path()
    stamp.write_text(wanted)


def put_on_path() -> None:
    """Make this checkout importable and give it its command, with no build step that could ask for packages."""
    [packages] = VENV.glob("lib/python3*/site-packages")
    (packages / "palermo-checkout.pth").write_text(f"{HOME / 'src'}\n")
    command = BIN / "palermo"
    command.write_text(f"#!{BIN / 'python'}\nfrom palermo.cli import main\n\nmain()\n")
    command.chmod(0o755)


def demo() -> None:
    """Build the report on real figures, walk to that of a made-up country, and say where they lie."""
    set_up("requirements.lock")
    call(BIN / "palermo", "report", "build", EXAMPLE, "--out", OUT, *raw_file())
    call(BIN / "palermo", "report", "verify", OUT)
    call(BIN / "palermo", "report", "show", OUT, "us.ht.rise")
    call(BIN / "palermo", "walk", WALK, "--out", WALKED)
    print(f"\nThe report:          {OUT / 'en' / 'index.html'}")
    print(f"Every figure:        {OUT / 'en' / 'register.html'}")
    print(f"What it is made of:  {EXAMPLE.relative_to(HOME)}")
    print(f"\nThe whole way:       {WALKED / 'report' / 'edition' / 'en' / 'index.html'}")
    print(f"What it is made of:  {WALK.relative_to(HOME)}")


def raw_file() -> list[str]:
    """The FBI's own rows, when the folder PALERMO_REAL_DATA holds them: then every figure is computed from them."""
    folder = os.environ.get("PALERMO_REAL_DATA")
    file = Path(folder) / "fbi-human-trafficking-2013-2020.csv" if folder else None
    return ["--data", f"fbi={file}"] if file and file.exists() else []


def find_browser() -> None:
    """A Chromium for the pages' tests: there, installed by apt where that is allowed, or named as missing."""
    if "browser" in LEFT_OUT or BROWSER.exists():
        return
    if shutil.which("apt-get") and os.geteuid() == 0:
        call("apt-get", "update", "-qq")
        call("apt-get", "install", "-y", "-qq", "chromium", "fonts-noto-core")
    if not BROWSER.exists():
        sys.exit(
            "run.py: the tests need a browser and found none: install Debian's package chromium "
            f"({BROWSER}), or leave its tests out with PALERMO_TEST_WITHOUT=browser"
        )


def find_server() -> None:
    """A PostgreSQL server for the site's tests: there, installed by apt where that is allowed, or named as missing."""
    if "postgres" in LEFT_OUT or server_programs():
        return
    if shutil.which("apt-get") and os.geteuid() == 0:
        call("apt-get", "update", "-qq")
        call("apt-get", "install", "-y", "-qq", "postgresql")
    if not server_programs():
        sys.exit(
            "run.py: the tests need a PostgreSQL server and found none: install Debian's package postgresql, "
            "or leave its tests out with PALERMO_TEST_WITHOUT=postgres"
        )


def find_java() -> None:
    """Java for Spark's own tests: there, or named as missing; which Java a machine gets is its owner's choice."""
    if "spark" not in LEFT_OUT and not shutil.which("java"):
        sys.exit(
            "run.py: the tests of Spark need Java and found none: install Debian's package default-jre-headless, "
            "or leave them out with PALERMO_TEST_WITHOUT=spark"
        )


def server_programs() -> list[Path]:
    """Where Debian keeps a server's own programs, a folder a version."""
    return list(Path("/usr/lib/postgresql").glob("*/bin/initdb"))


def test() -> None:
    """Style, types, floors, then every test; the first failure ends the run."""
    set_up("requirements-dev.lock")
    find_browser()
    find_server()
    find_java()
    call(BIN / "ruff", "check", ".")
    call(BIN / "ruff", "format", "--check", "-q", ".")
    call(BIN / "mypy")
    call(BIN / "lint-imports", "--no-cache", env={"PYTHONPATH": str(HOME / "src")})
    words = ["-n", "auto", "--dist", "loadfile", "--no-loadscope-reorder", *_patience(), *sys.argv[2:]]
    call(BIN / "python", "-m", "pytest", *words)


def nightly() -> None:
    """Everything that ``test`` runs, and the long tail besides."""
    os.environ["PALERMO_NIGHTLY"] = "1"
    test()


def _patience() -> list[str]:
    """The long tail may take its time; see tests/standstill.py."""
    return ["-o", "patience=3600"] if os.environ.get("PALERMO_NIGHTLY") else []


def serve() -> None:
    """The site with an invented country, on this machine only, until it is stopped."""
    set_up("requirements.lock")
    call(BIN / "palermo", "serve", "--demo", *sys.argv[2:])


VERBS = {"demo": demo, "serve": serve, "test": test, "nightly": nightly}

if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1] not in VERBS:
        sys.exit(f"usage: python3 run.py {'|'.join(VERBS)}")
    VERBS[sys.argv[1]]()
