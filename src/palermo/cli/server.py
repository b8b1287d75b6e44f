"""The verbs of the server run in a process of their own: the command line does not know the web framework."""

import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from types import FrameType

import typer


def hand_on(verb: str, words: Sequence[str]) -> None:
    """Run ``python -m palermo.site VERB`` and leave with its exit code; a signal to us is a signal to it."""
    process = subprocess.Popen([sys.executable, "-m", "palermo.site", verb, *words])  # noqa: S603  # our own program

    def forward(number: int, frame: FrameType | None) -> None:
        process.send_signal(number)

    before = {number: signal.signal(number, forward) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        code = process.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    raise typer.Exit(code if code >= 0 else 128 - code)


def written(options: Mapping[str, object]) -> list[str]:
    """Options as words: those that were given."""
    words: list[str] = []
    for name, value in options.items():
        if value is True:
            words.append(name)
        elif value not in (None, False):
            words += [name, str(value)]
    return words
