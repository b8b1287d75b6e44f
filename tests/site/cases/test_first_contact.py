"""What a first contact asks of whoever takes the call: pages, fields and keys, counted on the pages themselves."""

import pytest
from django.forms import CheckboxInput, CheckboxSelectMultiple, Select
from django.test import Client
from tests.site.cases.test_pages import FIRST
from tests.site.cast import Cast
from tests.site.keys.keyring import make_keys, opened

pytestmark = pytest.mark.django_db
PAGES, FIELDS, NEEDED = 3, 12, 2


def test_it_takes_three_pages_and_twelve_fields_of_which_two_are_needed(cast: Cast) -> None:
    make_keys(cast)
    worker = cast.client(cast.accounts["case_worker"])
    with opened(cast):
        walked = ["/cases/"]
        assert 'href="/cases/new/"' in worker.get(walked[-1]).content.decode()
        walked.append("/cases/new/")
        form = worker.get(walked[-1]).context["form"]
        answer = worker.post(walked[-1], FIRST)
        walked.append(answer["Location"])
        assert worker.get(walked[-1]).status_code == 200  # the case itself: no question stands between
    assert len(walked) == PAGES
    assert len(form.fields) <= FIELDS
    assert sum(one.required for one in form.fields.values()) == NEEDED


def test_beside_the_words_themselves_it_takes_at_most_two_keys_a_field(cast: Cast) -> None:
    assert keys(cast.client(cast.accounts["case_worker"]), FIRST) <= 2 * FIELDS


def test_the_shortest_contact_takes_four_keys(cast: Cast) -> None:
    """Past the day, which stands there, to the way it came; its choice; on; sent."""
    assert keys(cast.client(cast.accounts["case_worker"]), {"source": "hotline"}) == 4


def keys(worker: Client, told: dict[str, object]) -> int:
    """Keys beside the told words: one into each field up to the last told, one a choice or tick, one to send."""
    form = worker.get("/cases/new/").context["form"]
    names = list(form.fields)
    start = {name: str(form.initial.get(name, "")) for name in names}
    said = {name: value for name, value in told.items() if str(value) != start[name] and name != "opened_on"}
    chosen = (Select, CheckboxInput, CheckboxSelectMultiple)
    picks = sum(
        len(value) if isinstance(value, list) else 1
        for name, value in said.items()
        if isinstance(form.fields[name].widget, chosen)
    )
    return max(names.index(name) for name in said) + 1 + picks + 1
