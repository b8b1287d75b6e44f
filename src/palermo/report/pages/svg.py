"""vl-convert's SVG made fit for a page: words for those who do not see it, bound labels, ids of its own."""

import re
import xml.etree.ElementTree as ElementTree  # noqa: S405 elements are made here, parsing is defusedxml's
from collections.abc import Iterator
from dataclasses import dataclass

from defusedxml.ElementTree import fromstring
from markupsafe import Markup

from palermo.report.pages.addresses import anchor, figure_entry

SVG = "http://www.w3.org/2000/svg"
_XLINK = "{http://www.w3.org/1999/xlink}href"
_FONT = "system-ui, 'Noto Sans', 'Liberation Sans', sans-serif"
_REFERENCE = re.compile(r"url\(#([^)]+)\)")
_SCALE = ("role-axis-label", "role-axis-title")
_LABEL = ("role-legend-label", "role-legend-title", "role-title-text")

ElementTree.register_namespace("", SVG)


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart's SVG: ``file`` stands alone; ``inline`` lies in a page, its labels linked to the register."""

    file: bytes
    inline: Markup

    @classmethod
    def of(cls, source: str, *, id: str, title: Markup, description: Markup) -> "Drawing":
        """The drawing under a name of its own; a literal of the title or the description marks the whole of it."""
        root = _cleaned(source)
        _bind_labels(root)
        _number_ids(root, anchor("chart", id))
        _add_words(root, anchor("chart", id), title, description)
        alone = ElementTree.tostring(root, encoding="unicode")
        _link_labels(root)
        _let_page_shine_through(root)
        return cls(f"{alone}\n".encode(), Markup(ElementTree.tostring(root, encoding="unicode")))  # noqa: S704 serialised


def _cleaned(source: str) -> ElementTree.Element:
    """The drawing without Vega's own roles and fonts, scaled by the page."""
    root: ElementTree.Element = fromstring(source)
    for element in root.iter():
        for name in [name for name in element.attrib if name == "font-family" or name.startswith("aria-rolede")]:
            del element.attrib[name]
        element.attrib.pop("role", None)
        element.attrib.pop("pointer-events", None)
    for parent in list(root.iter()):
        for child in [child for child in parent if child.get("display") == "none"]:
            parent.remove(child)
    root.attrib.pop("class", None)
    root.set("font-family", _FONT)
    return root


def _groups(root: ElementTree.Element, *roles: str) -> Iterator[ElementTree.Element]:
    for group in root.iter(f"{{{SVG}}}g"):
        if any(role in group.get("class", "").split() for role in roles):
            yield group


def _bind_labels(root: ElementTree.Element) -> None:
    """Axis text is scale, legends and headings are labels, and the text at a bar is its figure's."""
    for group in _groups(root, *_SCALE):
        group.set("data-scale", "")
        group.set("aria-hidden", "true")
    for group in _groups(root, *_LABEL):
        group.set("data-label", "")
    for group in _groups(root, "role-mark"):
        for label in group.iter(f"{{{SVG}}}text"):
            label.set("data-figure", label.attrib.pop("aria-label"))
    for element in root.iter():
        for name in [name for name in element.attrib if name.startswith("aria-") and name != "aria-hidden"]:
            del element.attrib[name]


def _number_ids(root: ElementTree.Element, prefix: str) -> None:
    """Ids in order of appearance, under the chart's own name: Vega counts them through the whole process."""
    known = [element.get("id", "") for element in root.iter() if element.get("id")]
    names = {old: f"{prefix}-{place}" for place, old in enumerate(dict.fromkeys(known), start=1)}
    for element in root.iter():
        for name, value in list(element.attrib.items()):
            if name == "id":
                element.set(name, names[value])
            elif name in ("href", _XLINK) and value.startswith("#"):
                element.set(name, f"#{names.get(value[1:], value[1:])}")
            elif "url(#" in value:
                element.set(name, _REFERENCE.sub(lambda found: f"url(#{names.get(found[1], found[1])})", value))


def _add_words(root: ElementTree.Element, prefix: str, title: Markup, description: Markup) -> None:
    for place, (tag, words) in enumerate((("title", title), ("desc", description))):
        element = ElementTree.Element(f"{{{SVG}}}{tag}", {"id": f"{prefix}-{tag}"})
        element.text = words.striptags()
        if "data-lit" in words:
            element.set("data-lit", "title")
        root.insert(place, element)
    root.set("role", "img")
    root.set("aria-labelledby", f"{prefix}-title {prefix}-desc")


def _let_page_shine_through(root: ElementTree.Element) -> None:
    """Within a page the ground is the page's, so that the shade at an edge tells that a chart goes on."""
    for ground in root.findall(f"{{{SVG}}}rect"):
        root.remove(ground)


def _link_labels(root: ElementTree.Element) -> None:
    """Each bound label within a link to its register entry. A drawing with links is a group: an image has no parts."""
    linked = False
    for group in list(_groups(root, "role-mark")):
        for place, label in enumerate(list(group)):
            if figure := label.get("data-figure"):
                link = ElementTree.Element(f"{{{SVG}}}a", {"href": figure_entry(figure)})
                group.remove(label)
                link.append(label)
                group.insert(place, link)
                linked = True
    if linked:
        root.set("role", "group")
