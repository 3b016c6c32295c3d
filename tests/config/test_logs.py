from __future__ import annotations

import json
import logging
import sys

from knowhold.config.logs import JSONFormatter, RequestIdFilter, current_request_id


def line_of(record):
    RequestIdFilter().filter(record)
    return JSONFormatter().format(record)


def test_a_line_break_in_a_message_cannot_forge_a_line():
    record = logging.LogRecord("x", logging.ERROR, __file__, 1, "one\n%s", ("two",), None)

    text = line_of(record)

    assert "\n" not in text
    assert json.loads(text)["message"] == "one\ntwo"


def test_what_a_foreign_error_quotes_is_not_logged():
    try:
        int("passport of Lin Yue")
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, __file__, 1, "failed", (), sys.exc_info())

    text = line_of(record)

    assert "Lin Yue" not in text
    assert json.loads(text)["error"] == "ValueError"
    assert "test_logs.py" in json.loads(text)["where"][0]


def test_a_line_carries_the_id_of_its_request():
    token = current_request_id.set("abc")
    try:
        record = logging.LogRecord("x", logging.INFO, __file__, 1, "done", (), None)
        assert json.loads(line_of(record))["request"] == "abc"
    finally:
        current_request_id.reset(token)
