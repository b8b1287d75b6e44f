"""Words that no spreadsheet takes for a formula."""

_FORMULA = tuple("=+-@\t\r＝＋－＠")


def as_text(words: str) -> str:
    """``words`` such that no spreadsheet takes them for a formula: a tab before what would be one."""
    return f"\t{words}" if words.startswith(_FORMULA) else words
