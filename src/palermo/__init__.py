"""Palermo: the data system of a body that coordinates a country's work against human trafficking."""

__version__ = "0.1.0"
