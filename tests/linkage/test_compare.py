"""The exact join: brute force, bit for bit, whichever kernel does it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from palermo.engines import run_join
from palermo.linkage import Join, join, kernels
from palermo.linkage.compare import need_table, ones_of
from palermo.linkage.kernel import lowest_needs, tiles_of, words_first


def lists(seed: int, left: int, right: int, words: int = 16) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(seed)
    one = generator.integers(0, 2**64, (left, words), dtype=np.uint64)
    two = generator.integers(0, 2**64, (right, words), dtype=np.uint64)
    shared = min(left, right) // 2
    noise = generator.integers(0, 2**64, (shared, words), dtype=np.uint64)
    noise &= generator.integers(0, 2**64, (shared, words), dtype=np.uint64)
    noise &= generator.integers(0, 2**64, (shared, words), dtype=np.uint64)
    two[:shared] = one[:shared] ^ noise
    return one, two


def brute(left: np.ndarray, right: np.ndarray, threshold: str) -> list[tuple[int, int]]:
    from fractions import Fraction

    a, b = ones_of(left).tolist(), ones_of(right).tolist()
    return [
        (i, j)
        for i in range(len(left))
        for j in range(len(right))
        if a[i] + b[j]
        and Fraction(2 * int(np.bitwise_count(left[i] & right[j]).sum()), a[i] + b[j]) >= Fraction(threshold)
    ]


@pytest.mark.parametrize("kernel", kernels())
@pytest.mark.parametrize("threshold", ["0.5", "0.6", "0.52", "1.0"])
def test_every_kernel_finds_what_brute_force_finds(kernel: str, threshold: str) -> None:
    left, right = lists(1, 37, 181)
    found = join(left, right, float(threshold), kernel=kernel, cap=10_000)
    assert list(zip(found.left.tolist(), found.right.tolist(), strict=True)) == brute(left, right, threshold)


@settings(max_examples=25)
@given(
    st.integers(0, 10_000), st.integers(0, 40), st.integers(1, 400), st.sampled_from([0.45, 0.5, 0.55, 0.7, 0.85, 0.95])
)
def test_the_fast_kernel_and_its_plain_twin_agree_bit_for_bit(
    seed: int, left: int, right: int, threshold: float
) -> None:
    one, two = lists(seed, left, right, 8)
    plain, fast = (join(one, two, threshold, kernel=name, cap=7) for name in ("numpy", kernels()[0]))
    assert np.array_equal(plain.left, fast.left)
    assert np.array_equal(plain.right, fast.right)
    assert np.array_equal(plain.common, fast.common)
    assert plain.capped == fast.capped


@pytest.mark.parametrize(("threshold", "all_words"), [(0.85, False), (0.5, True)])
def test_few_words_are_counted_first_where_they_tell_enough_and_no_pair_is_lost(
    threshold: float, all_words: bool
) -> None:
    left, right = lists(7, 300, 900)
    tiles, ones = tiles_of(right, ones_of(right)), ones_of(left)
    first = words_first(left, ones, tiles, lowest_needs(need_table(threshold, 1024), tiles, ones))
    assert (first == 16) is all_words
    plain, fast = (join(left, right, threshold, kernel=name) for name in ("numpy", "numba"))
    assert len(plain) >= 150
    assert np.array_equal(plain.right, fast.right)
    assert np.array_equal(plain.common, fast.common)


def test_a_pair_whose_bits_all_lie_in_the_last_words_is_found() -> None:
    filters = np.zeros((200, 16), np.uint64)
    filters[:, 12:] = np.random.default_rng(8).integers(0, 2**64, (200, 4), dtype=np.uint64)
    found = join(filters, filters, 0.9, kernel="numba")
    assert found.left.tolist() == found.right.tolist() == list(range(200))


def test_the_blocks_of_a_join_add_up_to_the_whole_over_threads() -> None:
    left, right = lists(5, 4500, 300)
    work = Join(left, right, 0.55, kernels()[0])
    one, two = run_join(work), run_join(work, threads=2)
    assert len(work.blocks()) == 3
    assert np.array_equal(one.left, two.left)
    assert np.array_equal(one.right, two.right)
    assert len(one) > 100


def test_a_cap_keeps_the_best_and_counts_the_rest() -> None:
    left, right = lists(6, 20, 200)
    whole, few = join(left, right, 0.4, cap=10_000), join(left, right, 0.4, cap=3)
    assert len(few) == 60
    assert few.capped == len(whole) - 60
    best = max(zip(whole.common[whole.left == 0], whole.right[whole.left == 0], strict=True))
    assert int(best[1]) in few.right[few.left == 0].tolist()


def test_the_need_has_no_rounding_at_the_edge() -> None:
    need = need_table(0.7, 1024)
    assert need[10] == 4  # 2*4/10 = 0.8, 2*3/10 = 0.6
    assert need[20] == 7  # 14/20 is 0.7 exactly
    assert need[0] > 1024
