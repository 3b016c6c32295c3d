# Knowhold: every everyday task. `make demo` and `make test` need nothing but python3.11 with venv.
# python3.11 where it is there, else whatever python3 is
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/pip --disable-pip-version-check -q install
LOCKED := --require-hashes --only-binary :all:
# Two workers: the suite is sized for two cores.
JOBS   ?= 2
PYTEST := $(BIN)/pytest -q -n $(JOBS) --dist loadfile

.PHONY: setup demo serve test test-sqlite test-postgres test-browser test-spark test-long check format bench fuzz mutate law-changes lock messages clean

setup: $(VENV)/.app      ## the environment: .venv/bin/knowhold afterwards

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] < (3, 11))' || { echo "Python 3.11 or newer is needed; on Debian: apt install python3-venv"; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.app: requirements/app.txt pyproject.toml | $(VENV)/bin/python
	@echo "installing what Knowhold needs (pinned, hash-checked) …"
	@$(PIP) $(LOCKED) -r requirements/app.txt
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements/app.txt requirements/postgres.txt requirements/dev.txt $(VENV)/.app
	@echo "installing what the tests and checks need (pinned, hash-checked) …"
	@$(PIP) $(LOCKED) -r requirements/app.txt -r requirements/postgres.txt -r requirements/dev.txt
	@touch $@

# pyspark comes as source only: built here from its pinned, hash-checked archive. Java 17 runs it.
$(VENV)/.spark: requirements/spark.txt $(VENV)/.dev
	@echo "installing Spark (pinned, hash-checked) …"
	@$(PIP) --require-hashes --no-deps --no-build-isolation -r requirements/spark.txt
	@touch $@

demo: $(VENV)/.app       ## a demo company on http://127.0.0.1:8000, log-ins on its start page
	@$(BIN)/knowhold demo

serve: $(VENV)/.app
	@$(BIN)/knowhold serve

test: test-sqlite test-postgres  ## everything, on SQLite and then on PostgreSQL

# The browser runs in a process of its own: Playwright's loop would trip Django's guard in others.
test-sqlite: $(VENV)/.dev
	$(PYTEST) -m "not long and not browser and not spark" tests
	$(PYTEST) -m "browser and not long" tests/web

# The engines touch no database: on PostgreSQL run what does. The server is that of KNOWHOLD_DATABASE, or
# one of its own from a package.
ON_POSTGRES ?= tests/audit tests/accounts tests/jobs tests/notices tests/matrix tests/roster tests/parties tests/planning tests/clearance tests/api tests/config tests/demo tests/web tests/test_rights.py

test-postgres: $(VENV)/.dev
	KNOWHOLD_TEST_DB=postgres $(PYTEST) -m "not long and not browser and not spark" $(ON_POSTGRES)

test-browser: $(VENV)/.dev
	$(PYTEST) -m "browser and not long" tests/web

test-spark: $(VENV)/.spark  ## the same bulk answers from a local Spark
	$(PYTEST) -m spark -n 1 tests

test-long: $(VENV)/.dev
	$(PYTEST) -m long tests

check: $(VENV)/.dev      ## format, lint, types, imports, contracts, docs
	$(BIN)/ruff format --check src tests tools bench
	$(BIN)/ruff check src tests tools bench
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/knowhold law check
	$(PYTEST) tests/test_docs.py tests/test_rights.py tests/test_shape.py

format: $(VENV)/.dev
	$(BIN)/ruff format src tests tools bench
	$(BIN)/ruff check --fix src tests tools bench

bench: $(VENV)/.dev      ## measured against named peers, in ratios; minutes
	$(BIN)/python -m bench

# Seconds for each of the eleven targets; `make fuzz FUZZ=bundle` runs one.
SECONDS_EACH ?= 30
FUZZ ?= note proof growth policy key signing-key hashes tiles bundle witness token

fuzz: $(VENV)/.dev       ## what an outsider may be handed, mutated by atheris; only ProofError may come out
	@rm -rf .make/fuzz-scratch; mkdir -p .make/fuzz .make/fuzz-scratch
	@for target in $(FUZZ); do echo "$$target:"; \
	  TMPDIR=$(CURDIR)/.make/fuzz-scratch PYTHONPATH=tests:src $(BIN)/python -m journal.fuzzing $$target -max_total_time=$(SECONDS_EACH) \
	    -artifact_prefix=.make/fuzz/$$target- -verbosity=0 -print_final_stats=1 2>&1 | grep -E "executed_units|exception|Error|written" || true; \
	  ls .make/fuzz/$$target-* >/dev/null 2>&1 && { echo "found: see .make/fuzz"; exit 1; } || true; done

mutate: $(VENV)/.dev     ## break every rule a little; the score by regime, survivors listed; minutes
	$(BIN)/python tools/mutate_rules.py

# What the rules in the working tree change against those of the last commit, case by case.
law-changes: $(VENV)/.app  ## which sample situations the edited rules answer differently
	@rm -rf .make/law-before && mkdir -p .make/law-before
	@git archive HEAD src/knowhold/law/data | tar -x -C .make/law-before
	$(BIN)/knowhold law check --against .make/law-before/src/knowhold/law/data

# For maintainers: resolve again. No index line and no host may stand in a lock file.
lock:
	@$(PYTHON) -m venv .make/lock && .make/lock/bin/pip -q install uv
	@for name in app postgres analysis fast arrow dev; do \
	  .make/lock/bin/uv pip compile --python-version 3.11 --only-binary :all: --generate-hashes \
	    --no-header --no-emit-index-url --no-annotate -q requirements/$$name.in -o requirements/$$name.txt; done
	@.make/lock/bin/uv pip compile --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
	    --no-annotate -q requirements/spark.in -o requirements/spark.txt

messages: $(VENV)/.dev
	$(BIN)/python tools/compile_messages.py

clean:
	rm -rf $(VENV) .make build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
