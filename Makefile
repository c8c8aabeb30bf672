# `make` lists what there is to do. Each target does all set-up itself; scripts/setup.sh is quick where nothing is missing.
PYTHON := .venv/bin/python
PYTEST := $(PYTHON) -m pytest --numprocesses 2 --dist worksteal --durations 10

.DEFAULT_GOAL := help
.PHONY: help run test lint format lock test-postgres test-live bench screenshots migrate clean

help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run:  ## the site with the demo trip on http://localhost:8000, web and worker together (HOST and PORT change that); Ctrl-C stops both
	@scripts/setup.sh run
	@$(PYTHON) -m tripsplit.run

test:  ## lint, then the whole test suite, browser tests included
	@scripts/setup.sh test
	@$(PYTHON) scripts/lint.py
	@$(PYTEST)

lint:  ## every linter, without the tests
	@scripts/setup.sh test
	@$(PYTHON) scripts/lint.py

format:  ## let the formatters and the linters' fixes rewrite the code
	@scripts/setup.sh test
	@$(PYTHON) scripts/lint.py --fix

test-postgres:  ## the whole test suite on a throw-away PostgreSQL server
	@scripts/setup.sh test-postgres
	@$(PYTHON) scripts/with_postgres.py $(PYTEST)

test-live:  ## the language model's clients at real servers: llama.cpp, built once in .live (ten minutes), and Ollama where OLLAMA_HOST answers
	@scripts/setup.sh test
	@$(PYTHON) scripts/with_llama.py $(PYTHON) -m pytest tests/live

bench:  ## how quick the pages are, beside IHateMoney, into docs/benchmarks.md (15 minutes; BENCH=quick: a look in two)
	@scripts/setup.sh test
	@$(PYTHON) -m tests.benchmarks

screenshots:  ## take the README's pictures again
	@scripts/setup.sh test
	@$(PYTHON) scripts/screenshots.py

migrate:  ## bring the database up to date
	@scripts/setup.sh run
	@$(PYTHON) -m tripsplit.envfile
	@$(PYTHON) manage.py migrate

lock:  ## rewrite requirements.lock from pyproject.toml with the newest versions that fit
	@scripts/setup.sh run
	@$(PYTHON) scripts/lock.py

clean:  ## remove caches; data, .env and .venv stay
	@rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache test-results
	@find . -path ./.venv -prune -o -name __pycache__ -type d -exec rm -rf {} +
