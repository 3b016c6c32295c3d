"""One small Spark for all tests marked `spark`; they run in `make test-spark`.

pytestmark = [pytest.mark.spark, pytest.mark.usefixtures("spark")]
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from knowhold import spark as sparks


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The session every engine finds as the running one: local[2], 1 GB, no web page."""
    pytest.importorskip("pyspark", reason="needs the extra spark and a Java runtime")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(_home(tmp_path_factory))
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        for name in ("SPARK_HOME", "SPARK_CONF_DIR", "PYSPARK_SUBMIT_ARGS"):
            patch.delenv(name, raising=False)
        session = sparks.session()
    yield session
    session.stop()


def _home(factory: pytest.TempPathFactory) -> Path:
    """Where Spark leaves its warehouse and its scratch."""
    return factory.mktemp("spark")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """py4j leaves its sockets to the JVM to the garbage collector; nothing of ours is open there."""
    for item in items:
        if item.get_closest_marker("spark"):
            for warning in ("pytest.PytestUnraisableExceptionWarning", "ResourceWarning"):
                item.add_marker(pytest.mark.filterwarnings(f"ignore:.*unclosed <socket:{warning}"))
