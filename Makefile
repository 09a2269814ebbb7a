# Everything runs from a bare checkout: the first call makes .bootstrap (pip, uv), wheels/
# (every distribution of requirements.lock) and .venv; later calls only look at the time stamps.
# Windows has no make: the same commands without it are in README.md.

.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

# The first interpreter that is there, runs, and is one of those in requirements.lock.
PYTHON ?= $(shell for p in python3 python3.11 python3.12 python3.13 python3.14; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' \
	>/dev/null 2>&1 && echo $$p && break; done)
BIN := .venv/bin
OUT ?= out/demo
# One process a core, one file of tests to one process.
PYTEST_ARGS ?= -n auto --dist loadfile
# How many criteria "make agreement" compares.
LEAVES ?= 100000
# How long "make fuzz" runs.
MINUTES ?= 10

WHEELHOUSE := .bootstrap/wheelhouse.stamp
VENV := .venv/sync.stamp

.PHONY: help demo test check lint types contracts format template bench agreement fuzz bundle lock setup office

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 18

demo: $(VENV) ## the whole year of the 2021 cluster on sample entries, into out/demo
	$(BIN)/thidua demo --out $(OUT)

test: $(VENV) office ## every test, LibreOffice included (PYTEST_ARGS="-k bands" for some)
	$(BIN)/python -m pytest $(PYTEST_ARGS)

check: lint types contracts test ## linters, types, import contracts, tests

lint: $(VENV) ## ruff: rules and layout
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV) ## mypy --strict
	$(BIN)/mypy

contracts: $(VENV) ## who may import whom
	$(BIN)/lint-imports

format: $(VENV) ## let ruff repair what it can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

template: $(VENV) ## rebuild workbook_template.xlsm
	$(BIN)/thidua template build

bench: $(VENV) ## the measurements of benchmarks/
	$(BIN)/python -m benchmarks

agreement: $(VENV) office ## form, Python and oracle give the same points (LEAVES=100000)
	$(BIN)/python -m tests.agreement $(LEAVES)

fuzz: $(VENV) ## changed forms, summaries and inputs by the thousand (MINUTES=10)
	$(BIN)/python -m tests.fuzz --minutes $(MINUTES)

bundle: $(VENV) ## out/thidua-bundle.zip, for Windows PCs without Internet
	$(PYTHON) tools/bundle.py $(BUNDLE_ARGS)

lock: ## renew requirements.lock and uv.lock (LOCK_ARGS=--upgrade for the newest versions)
	@tools/system.sh venv "$(PYTHON)"
	$(PYTHON) tools/lock.py $(LOCK_ARGS)

setup: $(VENV) ## only the environment

office:
	@tools/system.sh office

$(WHEELHOUSE): requirements.lock tools/wheelhouse.py
	@tools/system.sh venv "$(PYTHON)"
	$(PYTHON) tools/wheelhouse.py
	@touch $@

$(VENV): $(WHEELHOUSE) pyproject.toml uv.lock
	.bootstrap/bin/uv sync --locked --quiet --python .bootstrap/bin/python
	@touch $@
