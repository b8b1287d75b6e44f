"""The program as a person types it, run in this process: a process of its own costs every call its imports again.

That the program also starts and ends well as a process is held where processes matter: the tutorial, the light start.
"""

import io
import sys
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from palermo.cli import main


@dataclass(frozen=True)
class Done:
    """What a call left behind: exit code and both streams as text."""

    returncode: int
    stdout: str
    stderr: str


def palermo(*words: str | Path) -> Done:
    """Run ``palermo`` with ``words`` on a terminal 200 columns wide."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
    hook = sys.excepthook
    with mock.patch.dict("os.environ", COLUMNS="200"), mock.patch.multiple(sys, stdout=out, stderr=err):
        try:
            main([str(word) for word in words])
            code = 0
        except SystemExit as left:
            code = _code(left)
        except Exception:  # noqa: BLE001  # whatever escapes, as at the prompt
            sys.excepthook(*sys.exc_info())  # as the interpreter does with what nobody caught
            code = 1
        finally:
            sys.excepthook = hook
    return Done(code, _text(out), _text(err))


def _code(left: SystemExit) -> int:
    return left.code if isinstance(left.code, int) else int(left.code is not None)


def _text(stream: io.TextIOWrapper) -> str:
    buffer = stream.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue().decode("utf-8")
