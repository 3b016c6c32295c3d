"""A Spark session for the engines that offer one (`knowhold[spark]`): small and local unless configured."""

from __future__ import annotations

import importlib
import os
import sys
from typing import Any

from knowhold.errors import KnowholdError

# What a session gets that nobody configured: this machine alone, no web page, no open port.
LOCAL = {
    "spark.master": "local[2]",
    "spark.driver.memory": "1g",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.shuffle.partitions": "4",
    # our joins are all with small tables told to every worker: there is nothing to plan again midway
    "spark.sql.adaptive.enabled": "false",
}


def session() -> Any:  # noqa: ANN401 - pyspark carries no types here
    """The session that runs, else a new one: as the environment configures Spark, or `LOCAL`.

    `SPARK_HOME`, `SPARK_CONF_DIR` or `PYSPARK_SUBMIT_ARGS` in the environment say that somebody
    configured Spark. Raises KnowholdError where the extra is not installed.
    """
    sql = extra("pyspark.sql")
    running = sql.SparkSession.getActiveSession()
    if running is not None:
        return running
    # workers run what this process runs, with the same libraries
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = sql.SparkSession.builder.appName("knowhold")
    if not {"SPARK_HOME", "SPARK_CONF_DIR", "PYSPARK_SUBMIT_ARGS"} & os.environ.keys():
        for name, value in LOCAL.items():
            builder = builder.config(name, value)
    made = builder.getOrCreate()
    made.sparkContext.setLogLevel("ERROR")
    return made


def for_spark(statement: str) -> str:
    """A statement written for DuckDB, in Spark's words."""
    found: str = extra("sqlglot").transpile(statement, read="duckdb", write="spark")[0]
    return found


def extra(name: str) -> Any:  # noqa: ANN401 - an extra that may be absent
    """The module `name` of the extra `spark`. Raises KnowholdError saying how to install it."""
    try:
        return importlib.import_module(name)
    except ImportError as error:
        advice = 'install it: pip install "knowhold[spark]"'
        raise KnowholdError("Spark is not installed", advice=advice) from error
