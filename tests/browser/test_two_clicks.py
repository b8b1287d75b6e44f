"""From every number on the page to its query or its passage: one click, or two."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

# For each address: what its entry shows, and what the entries it links to show. SOURCE is a query or a passage, or the
# words that say that a quoted figure was not traced.
ENTRIES = """
addresses => addresses.map(address => {
  const shows = element => element !== null && (
    element.querySelector('pre') !== null || element.querySelector('dd.passage') !== null
    || element.innerText.includes('Not traced. The source is not held'))
  const entry = document.getElementById(decodeURIComponent(address.split('#')[1]))
  if (entry === null) return [address, 'no entry']
  if (shows(entry)) return [address, 'one click']
  const next = [...entry.querySelectorAll('a[href^="#"]')].map(a => document.getElementById(a.hash.slice(1)))
  return [address, next.some(shows) ? 'two clicks' : 'no source']
})
"""

TEXTS = "all => Object.fromEntries([...document.querySelectorAll(all)].map(d => [d.dataset.figure, d.textContent]))"


def index(folder: Path) -> str:
    return (folder / "en" / "index.html").as_uri()


def register(folder: Path) -> str:
    return (folder / "en" / "register.html").as_uri()


def addresses_of_numbers(page: Page, folder: Path) -> list[str]:
    page.goto(index(folder))
    numbers = page.evaluate(
        "[...document.querySelectorAll('main data, svg text[data-figure]')]"
        ".map(number => number.closest('a')?.getAttribute('href'))"
    )
    return list(numbers)


def test_every_number_leads_to_its_query_or_passage_in_two_clicks(page: Page, folder: Path) -> None:
    addresses = addresses_of_numbers(page, folder)
    assert len(addresses) > 30
    assert [one for one in addresses if not one or not one.startswith("register.html#")] == []
    page.goto(register(folder))
    walked: list[list[str]] = page.evaluate(ENTRIES, sorted(set(addresses)))
    assert [one for one in walked if one[1] not in ("one click", "two clicks")] == []


def kinds(page: Page, folder: Path) -> dict[str, str]:
    """One number of each kind, by its address."""
    page.goto(index(folder))
    links: list[dict[str, Any]] = page.evaluate(
        "[...document.querySelectorAll('main a:has(data)')].map(a => ({href: a.getAttribute('href'),"
        "kind: a.querySelector('data').dataset.claim ? 'claim' : a.closest('table') ? 'cell' : 'text'}))"
    )
    return {link["kind"]: link["href"] for link in links}


@pytest.mark.parametrize("kind", ["text", "cell", "claim"])
def test_a_click_shows_the_entry(page: Page, folder: Path, kind: str) -> None:
    address = kinds(page, folder)[kind]
    page.locator(f"main a[href='{address}']").first.click()
    page.wait_for_url("**/register.html#*")
    target = page.locator(f"[id='{address.partition('#')[2]}']")
    box = target.bounding_box()
    assert box is not None and -1 <= box["y"] < 900
    assert target.evaluate("e => e.matches(':target') && getComputedStyle(e).outlineStyle") == "solid"


def test_from_a_cell_the_second_click_shows_the_query(page: Page, folder: Path) -> None:
    address = kinds(page, folder)["cell"]
    page.locator(f"main a[href='{address}']").first.click()
    page.wait_for_url("**/register.html#*")
    entry = page.locator(f"[id='{address.partition('#')[2]}']")
    if not entry.locator("pre").count() and entry.locator("a[href^='#q-']").count():
        entry.locator("a[href^='#q-']").first.click()
        shown = page.locator(":target pre").bounding_box()
        assert shown is not None and -1 <= shown["y"] < 900


def test_a_printed_number_is_what_its_entry_says(page: Page, folder: Path) -> None:
    page.goto(index(folder))
    printed: dict[str, str] = page.evaluate(TEXTS, "main data[data-figure]:not([data-form])")
    page.goto(register(folder))
    entries: dict[str, str] = page.evaluate(TEXTS, "data[data-figure]")
    assert printed.items() <= entries.items()
    assert len(printed) > 15


def test_the_register_leads_back(page: Page, folder: Path) -> None:
    page.goto(register(folder))
    page.locator("header a").first.click()
    page.wait_for_url("**/index.html")
