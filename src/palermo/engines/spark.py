"""A Spark session on this machine, small and alone, with the similarity functions that Splink ships; joins on it."""

import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING

from palermo.ground.errors import UsageError
from palermo.linkage import Hits, Join, together

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


@contextmanager
def session(cores: int = 2) -> Iterator["SparkSession"]:
    """A session that ends with the block. Raises UsageError where pyspark or Java is missing."""
    if find_spec("pyspark") is None:
        raise UsageError("Spark is not installed.", hint="Install the extra: pip install palermo[spark]; Java 17 too.")
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession
    from splink.backends.spark import similarity_jar_location

    with tempfile.TemporaryDirectory(prefix="palermo-spark-") as folder:
        try:
            spark = (
                SparkSession.builder.master(f"local[{cores}]")
                .appName("palermo")
                .config("spark.jars", similarity_jar_location())
                .config("spark.sql.shuffle.partitions", "4")
                .config("spark.default.parallelism", "4")
                .config("spark.ui.enabled", "false")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.sql.warehouse.dir", f"{folder}/warehouse")
                .getOrCreate()
            )
        except PySparkException as error:
            raise UsageError("Spark does not start.", hint="It needs Java 17 or later.") from error
        spark.sparkContext.setLogLevel("ERROR")
        spark.sparkContext.setCheckpointDir(folder)
        try:
            yield spark
        finally:
            spark.stop()


@contextmanager
def joins_on_spark(cores: int = 2) -> Iterator[Callable[[Join], Hits]]:
    """A way to run joins whose blocks are tasks of their own on Spark: nothing is shuffled, the union is the whole."""
    with session(cores) as spark:
        context = spark.sparkContext
        context.pythonExec = sys.executable  # the workers need this program: the first python3 there is may lack it

        def run(work: Join) -> Hits:
            shared = context.broadcast(work)
            starts = context.parallelize(list(work.blocks()), max(1, min(len(work.blocks()), 4 * cores)))
            found = starts.mapPartitions(lambda some: _blocks(shared.value, some)).collect()
            shared.destroy()
            return together(found)

        yield run


def _blocks(work: Join, starts: Iterable[int]) -> Iterator[Hits]:
    """One task: the right list is laid out once for all of its blocks."""
    prepared = work.prepared()
    for start in starts:
        yield work.block(start, prepared)
