"""The room of evidence: what others say, where it stands, and how far each claim is traced. Pure values in and out."""

from palermo.evidence.arithmetic import bounds, derive
from palermo.evidence.checking import check
from palermo.evidence.contrasts import ContrastRow, contrast_rows, pair_rows
from palermo.evidence.extraction import extract_text, media_type_of
from palermo.evidence.facets import propose_facets
from palermo.evidence.levels import reached
from palermo.evidence.loading import load
from palermo.evidence.locating import find_exact, holds_value, locate, stands
from palermo.evidence.model import (
    Cites,
    Claim,
    Contrast,
    Correction,
    Document,
    Evidence,
    Expect,
    LeftOut,
    Occasion,
    Pair,
    Passage,
    Record,
    Snapshot,
    Stated,
    Trace,
)
from palermo.evidence.sentences import sentence, stated_words
from palermo.evidence.summary import Summary, claim_rows, summary
from palermo.evidence.tracing import TRACES, compare, confirm, located, overlay, parse_facets
from palermo.evidence.writing import document_file, snapshot_of

__all__ = [
    "Cites",
    "Claim",
    "Contrast",
    "ContrastRow",
    "Correction",
    "Document",
    "Evidence",
    "Expect",
    "LeftOut",
    "Occasion",
    "Pair",
    "Passage",
    "Record",
    "Snapshot",
    "Stated",
    "Summary",
    "TRACES",
    "Trace",
    "bounds",
    "check",
    "claim_rows",
    "compare",
    "confirm",
    "contrast_rows",
    "derive",
    "document_file",
    "extract_text",
    "find_exact",
    "holds_value",
    "load",
    "locate",
    "located",
    "media_type_of",
    "overlay",
    "pair_rows",
    "parse_facets",
    "propose_facets",
    "reached",
    "sentence",
    "snapshot_of",
    "stands",
    "stated_words",
    "summary",
]
