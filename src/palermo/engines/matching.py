"""Plain dedupe on Splink: the model of ``linkage`` in the words of DuckDB or of Spark.

Trained always on DuckDB; each engine then gets settings of its own, since a saved model carries the quoting of the
engine that made it.
"""

import logging
from collections.abc import Mapping, Sequence
from math import ceil, sqrt
from typing import Any

import duckdb
import polars as pl
from splink import DuckDBAPI, Linker

from palermo.linkage.model import ID, SOURCE, Comparison, DedupeModel

ENGINES = ("duckdb", "spark")
LOWEST_WEIGHT = -16.0
_JARO_WINKLER = {"duckdb": "jaro_winkler_similarity", "spark": "jaro_winkler"}
_PAIRS = {"left": pl.String, "right": pl.String, "weight": pl.Float64}
_U_PAIRS = 1e6 + 1
_M_PAIRS = 2_000_000
"""So many pairs that share a field are enough to learn from; a million records hold a billion of one family name."""
_CHUNK = 10_000_000  # pairs that are weighed at once, give or take what two rules both find
_SHORT = 1000  # records: fewer hold too few pairs of one person to learn from
_UNSEEN = 1e-4
_LABEL, _SHARED = "person_of_copy", "_shared"


def settings_of(model: DedupeModel, engine: str) -> dict[str, Any]:
    """Splink's settings in the words of one engine, with m and u where they are known."""
    rules: list[Any] = []
    for key in model.keys:
        apart = f" AND l.{SOURCE} <> r.{SOURCE}" if model.between_lists else ""
        rules.append({"blocking_rule": f"l.{key} = r.{key}{apart}", "sql_dialect": engine})
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": ID,
        "probability_two_random_records_match": model.prior,
        "comparisons": [_comparison(one, engine) for one in model.comparisons],
        "blocking_rules_to_generate_predictions": rules,
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": False,
        "max_iterations": 15,
    }


def _comparison(one: Comparison, engine: str) -> dict[str, Any]:
    levels = []
    for level in one.levels:
        told: dict[str, Any] = {
            "sql_condition": level.condition.format(jw=_JARO_WINKLER[engine]),
            "label_for_charts": level.name,
        }
        if level.is_null:
            told["is_null_level"] = True
        if level.tf_column:
            told |= {"tf_adjustment_column": level.tf_column, "tf_adjustment_weight": 1.0}
        if level.m is not None:
            told["m_probability"] = level.m
        if level.u is not None:
            told["u_probability"] = level.u
        levels.append(told)
    return {"output_column_name": one.field, "comparison_levels": levels, "comparison_description": one.field}


def train(frame: pl.DataFrame, model: DedupeModel, copies: Mapping[str, str], *, seed: int) -> DedupeModel:
    """The model with u from random pairs and m by expectation maximisation, over several blockings.

    ``frame`` ends with the planted ``copies``, which name their originals. Where expectation maximisation finds too
    few pairs to learn from, in a short list or in one whose fields say nothing, m is that of copies beside their
    originals.
    """
    _quiet()
    plain = frame.head(len(frame) - len(copies))
    shared = {} if len(plain) < _SHORT else _shared_values(plain, [one.field for one in model.comparisons[:4]])
    if len(shared) < 2:  # a field learns from the pairs of another
        shared = {}
    labels = pl.Series(_LABEL, [copies.get(id, id) for id in frame[ID]])
    with duckdb.connect(config={"threads": 1}) as connection:
        api = DuckDBAPI(connection=connection)
        table = plain.with_columns(shared.values()) if shared else frame.with_columns(labels)
        linker = Linker(
            api.register(table.to_arrow()),
            settings_of(model, "duckdb"),
            validate_settings=False,
            log_level=None,
        )
        linker.training.estimate_u_using_random_sampling(
            max_pairs=_U_PAIRS, seed=seed, min_count_per_level=None, num_chunks=1
        )
        if not shared:
            linker.training.estimate_m_from_label_column(_LABEL)
        for field in shared:
            linker.training.estimate_parameters_using_expectation_maximisation(
                f"l.{field} = r.{field} AND l.{field}{_SHARED} = r.{field}{_SHARED}",
                fix_probability_two_random_records_match=False,
            )
        settings = linker.misc.save_model_to_json()
    return model.trained(model.prior, _learned(settings, model, _UNSEEN if shared else 0.5 / max(len(copies), 1)))


def _shared_values(frame: pl.DataFrame, fields: Sequence[str]) -> dict[str, pl.Expr]:
    """By field a column of its values that several records share, but for the commonest, which make too many pairs.

    A field without such a value is left out.
    """
    found = {}
    for field in fields:
        sizes = frame.drop_nulls(field).group_by(field).len().filter(pl.col("len") > 1).sort("len", field)
        pairs = (sizes["len"].cast(pl.Int64) * (sizes["len"].cast(pl.Int64) - 1) // 2).cum_sum()
        held = sizes.filter(pairs <= _M_PAIRS)[field]
        if len(held):
            kept = pl.col(field).is_in(held.implode())
            found[field] = pl.when(kept).then(pl.col(field)).alias(f"{field}{_SHARED}")
    return found


def _learned(
    settings: Mapping[str, Any], model: DedupeModel, unseen: float
) -> dict[tuple[str, int], tuple[float | None, float | None]]:
    """m and u by comparison and level. A level that no pair of the training met gets the small share ``unseen``: on
    both sides, so that it says nothing much, where neither met it."""
    found: dict[tuple[str, int], tuple[float | None, float | None]] = {}
    for told, one in zip(settings["comparisons"], model.comparisons, strict=True):
        for at, (level, known) in enumerate(zip(one.levels, told["comparison_levels"], strict=True)):
            m, u = (_number(known.get(f"{side}_probability")) for side in "mu")
            found[one.field, at] = (m, u) if level.is_null else (m or unseen, u or unseen)
    return found


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and value > 0 else None


def predict(
    frame: pl.DataFrame, model: DedupeModel, *, engine: str = "duckdb", chunks: int | None = None
) -> pl.DataFrame:
    """Pairs ``left, right, weight`` with left < right by id.

    ``chunks`` parts the work into so many by so many, and adds up to the same; None: as many as its size asks for.
    """
    _quiet()
    chunks = chunks or ceil(sqrt(_pairs_of(frame, model) / _CHUNK)) or 1
    pairs = _on_spark(frame, model, chunks) if engine == "spark" else _on_duckdb(frame, model, chunks)
    low, high = pl.min_horizontal("left", "right"), pl.max_horizontal("left", "right")
    return pairs.select(left=low, right=high, weight="weight").unique(["left", "right"]).sort("left", "right")


def _pairs_of(frame: pl.DataFrame, model: DedupeModel) -> int:
    """How many pairs the keys make, those made by several counted as often."""
    sizes = (frame.drop_nulls(key).group_by(key).len()["len"].cast(pl.Int64) for key in model.keys)
    return sum(int((one * (one - 1) // 2).sum()) for one in sizes)


def _on_duckdb(frame: pl.DataFrame, model: DedupeModel, chunks: int) -> pl.DataFrame:
    with duckdb.connect(config={"threads": 2}) as connection:
        api = DuckDBAPI(connection=connection)
        linker = Linker(
            api.register(frame.to_arrow()),
            settings_of(model, "duckdb"),
            validate_settings=False,
            log_level=None,
        )
        found = []
        for left, right in _grid(chunks):
            told = _weighed(linker, left, right)
            sql = f"SELECT {ID}_l AS left, {ID}_r AS right, match_weight AS weight FROM {told.physical_name}"  # noqa: S608
            found.append(connection.sql(sql).pl())
            told.drop_table_from_database_and_remove_from_cache()
    whole: pl.DataFrame = pl.concat(found)
    return whole


def _on_spark(frame: pl.DataFrame, model: DedupeModel, chunks: int) -> pl.DataFrame:
    from splink import SparkAPI

    from palermo.engines.spark import session

    with session() as spark:
        api: Any = SparkAPI(  # type: ignore[no-untyped-call]
            spark_session=spark, break_lineage_method="checkpoint", num_partitions_on_repartition=4
        )
        held = spark.createDataFrame(frame.rows(), ", ".join(f"{name} string" for name in frame.columns))
        linker = Linker(api.register(held), settings_of(model, "spark"), validate_settings=False, log_level=None)
        found = []
        for left, right in _grid(chunks):
            told = _weighed(linker, left, right)
            rows = told.as_spark_dataframe().select(f"{ID}_l", f"{ID}_r", "match_weight").collect()
            found.append(pl.DataFrame([tuple(row) for row in rows], schema=_PAIRS, orient="row"))
    whole: pl.DataFrame = pl.concat(found)
    return whole


def _weighed(linker: Any, left: tuple[int, int], right: tuple[int, int]) -> Any:
    options = {"threshold_match_weight": LOWEST_WEIGHT, "warning_mode": "never"}
    if left[1] == right[1] == 1:
        return linker.inference.predict(**options)
    return linker.inference.predict_chunk(left, right, **options)


def _grid(chunks: int) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    return [((one, chunks), (two, chunks)) for one in range(1, chunks + 1) for two in range(1, chunks + 1)]


def _quiet() -> None:
    logging.getLogger("splink").setLevel(logging.ERROR)
