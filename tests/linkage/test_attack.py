"""The attack on oneself has to break the bare encoding, and not the hardened one."""

import numpy as np
from linkage_cast import FIELDS, TODAY, country

from palermo.linkage import audit, read_people, verdict_of
from palermo.linkage.attack import Attack
from palermo.linkage.encode import bare_filters, hardened
from palermo.linkage.keys import Keys

PEOPLE = read_people(country(700, (1.0,), seed=11, mistakes=0.0)[0]["list1"], FIELDS, today=TODAY)
KEYS = bytes(range(64)), bytes(range(100, 164))


def made(share: float, control: float, overlap: float = 1.0) -> Attack:
    return Attack(
        attack="graph-matching",
        victims=1000,
        overlap=overlap,
        reidentified=round(1000 * share),
        share=share,
        chance=0.001,
        control_share=control,
        judged=control >= 0.5,
    )


def test_the_bare_encoding_falls_and_the_usual_one_stands() -> None:
    attacks, cut = audit(PEOPLE, FIELDS, secrets=KEYS, sizes=[500], overlaps=[1.0], seed=1, clock=lambda: 0.0)
    assert attacks[0].control_share >= 0.95
    assert attacks[0].share <= 0.01
    assert cut == 0
    assert verdict_of(attacks, 0.01) == "passed"


def test_a_size_above_the_list_is_cut_to_it() -> None:
    attacks, cut = audit(PEOPLE, FIELDS, secrets=KEYS, sizes=[5000], overlaps=[1.0], seed=1, clock=lambda: 0.0)
    assert attacks[0].victims < 701
    assert cut == 1


def test_a_verdict_needs_a_control_that_bites() -> None:
    assert verdict_of([made(0.0, 0.99)], 0.01) == "passed"
    assert verdict_of([made(0.02, 0.99)], 0.01) == "failed"
    assert verdict_of([made(0.0, 0.2)], 0.01) == "control-failed"
    assert verdict_of([made(0.0, 0.99), made(0.0, 0.2, 0.5)], 0.01) == "passed"


def test_counting_frequent_bits_and_frequent_names_without_a_key_does_no_better_than_chance() -> None:
    """The attacker lines up how often bits are set with how common names are; diffusion leaves nothing to line up."""
    keys = Keys.of(KEYS[0], "r")
    rows = list(range(600))
    filters = hardened(bare_filters(PEOPLE, FIELDS, rows, keys), FIELDS.scheme, keys)
    names = [PEOPLE.cells["given"][at] for at in rows]
    common = max(set(names), key=names.count)
    bits = np.unpackbits(filters, axis=1)
    frequent = np.argsort(-bits.mean(axis=0))[:40]
    guessed = np.argsort(-bits[:, frequent].sum(axis=1))[: names.count(common)]
    hit = sum(names[at] == common for at in guessed.tolist())
    expected = names.count(common) ** 2 / len(names)
    assert hit <= expected + 4 * max(expected, 1) ** 0.5
