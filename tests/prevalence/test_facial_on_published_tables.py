"""How many failing models of the published tables still know the dark figure, and the best of them."""

from collections.abc import Callable

import numpy as np
import pytest

from palermo.prevalence import Lists, estimate
from palermo.prevalence.fitting import fit_models
from palermo.prevalence.models import every_model, name_of
from palermo.prevalence.search import ranked

pytestmark = pytest.mark.real_data


@pytest.mark.parametrize(
    ("name", "estimable", "failing", "best", "value", "bic"),
    [
        ("uk", 51, 374, "[1234,5]", 40790.40, 230.609),
        ("york", 305, 318, "[1235,24,45]", 682.831, 244.987),
        ("new orleans", 0, 566, "", 0.0, 0.0),
        ("hiv", 0, 2, "", 0.0, 0.0),
        ("korea", 0, 2, "", 0.0, 0.0),
        ("artificial", 0, 4, "", 0.0, 0.0),
    ],
)
def test_facial_models_of_all_orders(
    name: str, estimable: int, failing: int, best: str, value: float, bic: float,
    published: Callable[[str], Lists],
) -> None:  # fmt: skip
    lists = published(name)
    rows = every_model(lists.k, lists.k - 1)
    failed = rows[fit_models(rows, lists.counts(), lists.k).status != 0]
    found = ranked(failed, lists.counts(), lists.k, facial=True)
    assert (len(found.best), len(failed)) == (estimable, failing)
    if best:
        first = int(found.best[0])
        assert name_of(found.models[first]) == best
        assert lists.n + found.dark[first] == pytest.approx(value, abs=0.01)
        assert found.bic[first] == pytest.approx(bic, abs=0.001)
    else:
        assert not np.isfinite(found.score).any()


def test_the_united_kingdom_on_the_list_of_the_public_alone_is_refused(published: Callable[[str], Lists]) -> None:
    """Persons on GP; GP left out, LA empty: NG 1, PFNCA 11, GO 8 and nobody on two. Others print 5.0e11."""
    lists = published("uk")
    at = lists.names.index("GP")
    cells = tuple((cell & ~(1 << at), count) for cell, count in lists.cells if cell >> at & 1 and cell != 1 << at)
    live = [place for place in range(lists.k) if any(cell >> place & 1 for cell, _ in cells)]
    from palermo.prevalence.lists import kept_lists

    alone = kept_lists(Lists(names=lists.names, cells=cells), live)
    assert dict(zip(alone.names, alone.sizes(), strict=True)) == {"NG": 1, "PFNCA": 11, "GO": 8}
    for method in ("stepwise", "bic"):
        found = estimate(alone, method=method)
        assert found.refused
        assert "prevalence.start-model-no-mle" in {finding.code for finding in found.findings}


def test_korea_refuses_what_others_put_at_eighteen_thousand_millions(published: Callable[[str], Lists]) -> None:
    from palermo.prevalence import fit

    lists = published("korea")
    for model in ("[12,13,23]", "[12,13]"):
        for facial in (False, True):
            found = fit(lists, model, facial=facial)
            assert found.value is None
            assert found.findings
