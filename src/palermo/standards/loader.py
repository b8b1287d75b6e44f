"""The one reader of our definitions: safe, strict, cached, and frozen."""

from collections.abc import Mapping
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any

import yaml

from palermo.ground.errors import BadDefinition

_BASE: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C reader where it was built, the same result without


class _Strict(_BASE):  # type: ignore[misc]  # the base is chosen when the module loads
    """Safe YAML that refuses a key written twice; the plain reader keeps the last one without a word."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value]
        twice = sorted({key for key in keys if keys.count(key) > 1})
        if twice:
            raise yaml.constructor.ConstructorError(
                None, None, f"a key stands twice: {', '.join(twice)}", node.start_mark
            )
        mapping: dict[Any, Any] = super().construct_mapping(node, deep=deep)
        return mapping


@cache
def load(name: str) -> Mapping[str, Any]:
    """The definition ``name`` ("nrm_uk", "lists/gender"), read-only. Raises BadDefinition when it is none of ours."""
    if name not in names():
        raise BadDefinition(f"There is no definition called {name!r}.", hint="See the reference of the standards.")
    return parse(_data().joinpath(f"{name}.yml").read_text(encoding="utf-8"), name)


def text_of(name: str) -> bytes:
    """The definition ``name`` as it is written, lines and all. Raises BadDefinition when it is none of ours."""
    load(name)
    return _data().joinpath(f"{name}.yml").read_bytes()


@cache
def names() -> tuple[str, ...]:
    """Every definition in the package, sorted; those in a folder as ``folder/name``."""
    return tuple(sorted(_walk(_data(), "")))


def parse(text: str, name: str) -> Mapping[str, Any]:
    """The frozen mapping that ``text`` holds. Raises BadDefinition where it is no YAML mapping or names no source."""
    try:
        loaded = yaml.load(text, Loader=_Strict)  # noqa: S506  # _Strict is a safe loader
    except yaml.YAMLError as error:
        raise BadDefinition(f"The definition {name} is no readable YAML: {error}") from error
    if not isinstance(loaded, dict):
        raise BadDefinition(f"The definition {name} is not a mapping at its top.")
    absent = [key for key in ("concept", "label", "source", "clause", "basis") if not loaded.get(key)]
    if absent or loaded["basis"] not in ("checked", "unchecked"):
        raise BadDefinition(f"The definition {name} needs {', '.join(absent) or 'basis: checked or unchecked'}.")
    frozen: Mapping[str, Any] = _frozen(loaded)
    return frozen


def _frozen(value: Any) -> Any:
    if isinstance(value, dict):
        return MappingProxyType({key: _frozen(part) for key, part in value.items()})
    return tuple(_frozen(part) for part in value) if isinstance(value, list) else value


def _data() -> Traversable:
    return resources.files("palermo.standards").joinpath("data")


def _walk(folder: Traversable, prefix: str) -> list[str]:
    found = []
    for entry in folder.iterdir():
        if entry.is_dir():
            found += _walk(entry, f"{prefix}{entry.name}/")
        elif entry.name.endswith(".yml"):
            found.append(prefix + entry.name.removesuffix(".yml"))
    return found
