# The commands of Ý Dân; `make` alone lists them.
SHELL := /bin/bash
PY := .venv/bin/python
export FLASK_APP := wsgi

.PHONY: help run test quick lint types contracts messages routes pg-url

help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/ —/'

lint: ## ruff: style and format
	$(PY) -m ruff check -q . && $(PY) -m ruff format -q --check .

types: ## mypy
	$(PY) -m mypy --no-error-summary

contracts: ## who may import whom
	.venv/bin/lint-imports --no-cache > build/contracts.txt 2>&1 || (cat build/contracts.txt; false)

build:
	@mkdir -p build

quick: build lint types contracts ## what must hold before anything is merged: under two minutes
	$(PY) -m portal.catalogue compile
	$(PY) -m pytest -q -x -n 2 -m "not browser and not slow" tests

messages: ## find new texts, keep translations/en complete
	$(PY) -m portal.catalogue update

routes: ## write the reviewed list of routes anew
	$(PY) -m tests.house.write_routes

pg-url: ## the URL of a throw-away PostgreSQL for tests
	@$(PY) tests/postgres_server.py start
