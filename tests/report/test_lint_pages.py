"""The lint of a built page: everything a reader sees or hears, outside the elements that are bound."""

import pytest

from palermo.report.lint import lint_html


def named(body: str) -> list[str]:
    page = f"<!doctype html><html lang=en><head><title>Note</title></head><body>{body}</body></html>"
    return [finding.text.split('"')[1] for finding in lint_html(page.encode(), path="en/index.html")]


@pytest.mark.parametrize(
    ("body", "number"),
    [
        ("<p>42 cases</p>", "42"),
        ("<p>half <em>a</em> million</p>", "half a million"),
        ("<p>2<b>,</b>084</p>", "2,084"),
        ('<img alt="bars of 7 years">', "7"),
        ('<a title="of 7" href="x">x</a>', "7"),
        ('<svg aria-label="7 bars"></svg>', "7"),
        ("<svg><title>of 7</title></svg>", "7"),
        ("<svg><text>7</text></svg>", "7"),
        ("<svg><text><tspan>2,0</tspan><tspan>84</tspan></text></svg>", "2,084"),
        ("<table><caption>Of 7</caption></table>", "7"),
        ("<p>&#55;</p>", "7"),
        ("<p>8&nbsp;800</p>", "8 800"),
        ("<p>two\u200bfold</p>", "twofold"),
        ("<p><data>5</data> million</p>", "million"),
        ("<p>a <code>2084</code></p>", "2084"),
        ("<ul><li>7<li>x</ul>", "7"),
    ],
)
def test_what_a_reader_sees_or_hears_is_named(body: str, number: str) -> None:
    assert named(body) == [number]


@pytest.mark.parametrize(
    "body",
    [
        '<p><a href="register.html#f-1"><data value="2084" id="f-1">2,084</data></a></p>',
        '<p><time datetime="2021-07-08">8 July 2021</time></p>',
        '<p><span data-lit="article">Article 3</span></p>',
        "<table><caption><span data-ordinal>Table 1</span> Offences</caption><tr><th data-label>2019</th></tr></table>",
        '<svg><g data-scale><text>500</text></g><text data-figure="x">2,084</text></svg>',
        '<svg><g class="mark-group role-axis" aria-label="X-axis with 8 values"><g class="mark-text role-axis-label">'
        "<text>2013</text></g></g></svg>",
        "<p data-claim='press-01'>As many as 100,000 a year.</p>",
        "<script>const x = 42;</script><style>p { margin: 42px }</style>",
        "<ol><li>first</li><li>second</li></ol>",
        "<p>SDG 16.2.2 and <code>fbi-2019.csv</code></p>",
        '<p id="p7" class="c7" data-x="7" style="top:7px">x<br><img src="7.png" alt=""></p>',
    ],
)
def test_bound_elements_and_what_nobody_sees_pass(body: str) -> None:
    assert named(body) == []


def test_text_after_a_bound_element_is_read_again() -> None:
    assert named("<div data-claim='c'><p>40<br>41</p></div><p>42</p>") == ["42"]
    assert named("<p><data>1<data>2</data>3</data>42</p>") == ["42"]


def test_the_title_and_the_description_of_a_page_are_read() -> None:
    page = b"<title>Of 2019</title><meta name=description content='12 cases'><meta name=viewport content=1>"
    assert [finding.text.split('"')[1] for finding in lint_html(page, path="x")] == ["2019", "12"]


def test_a_finding_gives_the_line_and_column_of_the_page() -> None:
    (finding,) = lint_html(b"<p>ok</p>\n<p>so <b>42</b></p>\n", path="en/index.html")
    assert (finding.path, finding.line, finding.position) == ("en/index.html", 2, 10)
