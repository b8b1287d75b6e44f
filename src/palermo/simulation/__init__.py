"""The made-up country: its people, what its bodies keep and get wrong, and the truth that only this room knows."""

from palermo.simulation.bodies import BODIES, SIZES, Body, Size
from palermo.simulation.ctdc import ctdc_like
from palermo.simulation.listed import invented, invented_lists
from palermo.simulation.making import Ask, Rows, WholeFile, ask, country
from palermo.simulation.worlds import LISTS, WORLDS, Seen, World, worlds

__all__ = [
    "BODIES",
    "LISTS",
    "SIZES",
    "WORLDS",
    "Ask",
    "Body",
    "Rows",
    "Seen",
    "Size",
    "WholeFile",
    "World",
    "ask",
    "country",
    "ctdc_like",
    "invented",
    "invented_lists",
    "worlds",
]
