"""How many planted numbers the lint finds, and how often it cries wolf. No peer is known to measure against.

    python benchmarks/lint.py [--seed 7] [--pages 60] [--planted 600]

Text: the author's Markdown. Page: the same rendered to HTML, its tags replaced by bound elements. Only the part "shown"
was at hand when the word lists were written (see planted_text.yml). Exit 1 where recall falls below 99.5 %.
"""

import argparse
import html
import re
import sys
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from markdown_it import MarkdownIt

sys.path.insert(0, str(Path(__file__).parent))

from planted_text import PlantedText, write  # noqa: E402  # beside this file, not in the package

from palermo.ground.finding import Finding  # noqa: E402
from palermo.report.lint import lint_html, lint_text  # noqa: E402
from palermo.report.lint.prose import Lines  # noqa: E402
from palermo.report.tags import find_tags  # noqa: E402

PARTS = ("shown", "held", "fresh", "last")
UNBOUND = ("lint.unbound-number", "lint.unbound-word")


def main() -> int:
    options = _options()
    worst = 0.0
    for part in PARTS:
        planted = write(options.seed, part=part, pages=options.pages, planted=options.planted)
        worst = max(worst, _text(part, planted), _page(part, planted))
    return int(worst > 0.005)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--pages", type=int, default=60)
    parser.add_argument("--planted", type=int, default=600)
    return parser.parse_args()


def _text(part: str, planted: PlantedText) -> float:
    began = time.perf_counter()
    found = [finding for finding in lint_text(planted.text, path="text.md") if finding.code in UNBOUND]
    took = time.perf_counter() - began
    hits, wolves = scored(planted, found)
    missed = [number for number in planted.planted if number not in hits]
    print(
        f"{part:5} text: recall {len(hits) / len(planted.planted):.2%} of {len(planted.planted)}, "
        f"false alarms {10 * len(wolves) / planted.pages:.2f} per 10 pages of {planted.pages:.0f}, {took:.2f} s"
    )
    for writing, count in Counter(number.writing for number in missed).most_common():
        print(f"      missed {count} × {writing!r}")
    for text, count in Counter(wolf.text for wolf in wolves).most_common():
        print(f"      cried wolf {count} × {text}")
    return len(missed) / len(planted.planted)


def scored(planted: PlantedText, found: Iterable[Finding]) -> tuple[set[object], list[Finding]]:
    """The planted numbers that were named at their place, and the findings that name none."""
    lines = Lines.of(planted.text)
    hits: set[object] = set()
    wolves = []
    for finding in found:
        at = lines.starts[(finding.line or 1) - 1] + (finding.position or 1) - 1
        named = [number for number in planted.planted if number.start - 2 <= at < number.end]
        hits |= set(named)
        wolves += [] if named else [finding]
    return hits, wolves


def _page(part: str, planted: PlantedText) -> float:
    """The same in the built page, where each planted number stands in an element of its own."""
    page = _rendered(planted)
    began = time.perf_counter()
    found = [finding for finding in lint_html(page.encode(), path="index.html") if finding.code in UNBOUND]
    took = time.perf_counter() - began
    lines = Lines.of(page)
    places = [match.span() for match in _PLANTED.finditer(page)]
    hits, wolves = set(), 0
    for finding in found:
        at = lines.starts[(finding.line or 1) - 1] + (finding.position or 1) - 1
        named = [span for span in places if span[0] - 2 <= at < span[1]]
        hits |= set(named)
        wolves += not named
    print(
        f"{part:5} page: recall {len(hits) / len(places):.2%} of {len(places)}, "
        f"false alarms {10 * wolves / planted.pages:.2f} per 10 pages, {took:.2f} s"
    )
    return 1 - len(hits) / len(places)


_PLANTED = re.compile(r"<u class=n>.*?</u>", re.DOTALL)


def _rendered(planted: PlantedText) -> str:
    text = planted.text
    for number in reversed(planted.planted):
        text = f"{text[: number.start]}<u class=n>{text[number.start : number.end]}</u>{text[number.end :]}"
    for tag in reversed(list(find_tags(text))):
        element = "data" if tag.kind == "fig" else "span data-lit"
        shown = f"<{element}>{html.escape(tag.target)}</{element.split()[0]}>"
        text = text[: tag.start] + shown + text[tag.end :]
    body = MarkdownIt("commonmark", {"html": True}).enable("table").render(text)
    return f"<!doctype html><html lang=en><head><title>Report</title></head><body>{body}</body></html>"


if __name__ == "__main__":
    raise SystemExit(main())
