# The commands of Ý Dân; `make` alone lists them.
SHELL := /bin/bash
PYTHON ?= python3
PY := .venv/bin/python
export FLASK_APP := wsgi

.PHONY: help run test quick lint types contracts messages routes matrix pg-url backup restore upgrade bench attack attack-small

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

# --- what a stranger needs -------------------------------------------------------------------

run: .venv/.runtime ## install, load the made-up demo province, serve; prints where to look
	@$(PY) deploy/start.py

test: .venv/.development build ## everything a change must pass: lint, types, tests on SQLite and PostgreSQL, browser
	@bash tests/bring-tools.sh
	@$(MAKE) --no-print-directory lint types contracts
	$(PY) -m portal.catalogue compile
	$(PY) -m pytest -q -n 2 -m "not browser and not slow" tests
	TEST_DATABASE_URL="$$($(PY) tests/postgres_server.py start)" $(PY) -m pytest -q -n 2 -m "not browser and not slow" tests
	$(PY) -m pytest -q -m "browser or slow" tests
	TEST_DATABASE_URL="$$($(PY) tests/postgres_server.py start)" $(PY) -m pytest -q -m "slow and not browser" tests
	@$(PY) tests/postgres_server.py stop

# --- operation -------------------------------------------------------------------------------

backup: .venv/.runtime ## a consistent copy: make backup TO=/path/of/folder
	@.venv/bin/flask ops backup "$(or $(TO),instance/backups)"

restore: .venv/.runtime ## bring a copy back: make restore FROM=/path/of/archive.tar
	@.venv/bin/flask ops restore "$(FROM)"

upgrade: .venv/.runtime ## after a new version was fetched: back up, then migrate
	@$(PY) -m portal.catalogue compile
	@$(PY) -m base.settings
	@.venv/bin/flask ops upgrade "$(or $(TO),instance/backups)"

attack: .venv/.development build ## the ten attacks of an auditor, replayed; writes bench/attack.json
	@$(PY) -m bench.attack.run

attack-small: .venv/.development build ## a little of the same; writes nothing
	@$(PY) -m bench.attack.run --small

bench: .venv/.development build ## the budgets, measured on this machine
	@$(PY) -m bench.run

# --- development -----------------------------------------------------------------------------

quick: build lint types contracts ## what must hold before anything is merged: under two minutes
	$(PY) -m portal.catalogue compile
	$(PY) -m pytest -q -x -n 2 -m "not browser and not slow" tests

lint: ## ruff: style and format
	$(PY) -m ruff check -q . && $(PY) -m ruff format -q --check .

types: ## mypy
	$(PY) -m mypy --no-error-summary

contracts: ## who may import whom
	@mkdir -p build
	.venv/bin/lint-imports --no-cache > build/contracts.txt 2>&1 || (cat build/contracts.txt; false)

messages: ## find new texts, keep translations/en complete
	$(PY) -m portal.catalogue update

routes: ## write the reviewed list of routes anew
	$(PY) -m tests.house.write_routes

matrix: ## write the reviewed table of who may do what anew
	WRITE_MATRIX=1 $(PY) -m pytest -q -p no:cacheprovider tests/house/test_matrix.py -k reviewed

pg-url: ## the URL of a throw-away PostgreSQL for tests
	@$(PY) tests/postgres_server.py start

lock: ## pin every dependency with its hash
	$(PY) -m uv pip compile -q --universal --generate-hashes --no-emit-index-url pyproject.toml -o requirements.lock
	$(PY) -m uv pip compile -q --universal --generate-hashes --no-emit-index-url --all-extras -c requirements.lock pyproject.toml -o requirements-dev.lock

build:
	@mkdir -p build

.venv/bin/python:
	@$(PYTHON) -m venv .venv

.venv/.runtime: requirements.lock | .venv/bin/python
	@echo "Installing (once)…"
	@.venv/bin/pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

.venv/.development: requirements-dev.lock | .venv/bin/python
	@echo "Installing what the tests need (once)…"
	@.venv/bin/pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch .venv/.runtime $@
