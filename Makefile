# Every command of this project; CI runs `make test` and nothing else.
PORT ?= 8000
PYTHON ?= python3.11
export PYTHONDONTWRITEBYTECODE := # empty, where a container sets it: each of hundreds of commands would compile all we wrote

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup run test check docs bench bench-count bench-vote translations browser

help: ## Say what each command does
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 20

setup: .venv/ready browser ## Build .venv from requirements.txt, and install Chromium for the browser tests

run: .venv/ready ## Serve the demo edition on http://127.0.0.1:8000 (PORT=… for another port)
	.venv/bin/concitoyen serve --demo --port $(PORT)

test: setup check ## Everything that CI runs: the checks, then every test with its coverage
	.venv/bin/coverage erase
	.venv/bin/coverage run -m pytest -n logical --dist loadfile --no-loadscope-reorder
	.venv/bin/coverage combine --quiet
	.venv/bin/coverage report --include='core/concitoyen/domain/*,plugins/voting_rules/*' --fail-under=100

check: .venv/ready ## What to run before each commit: style, types, imports, the shape of the house
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	.venv/bin/pytest tests/contracts

docs: .venv/ready ## Run every snippet of the documentation
	.venv/bin/pytest tests/docs

bench: .venv/ready ## Run every benchmark; each prints ratios
	for file in bench/*.py; do .venv/bin/python $$file || exit 1; done

translations: .venv/ready ## Bring the catalogues up to date with the sentences of the code, and compile them
	.venv/bin/python -m concitoyen.testing.translations core/concitoyen plugins/*/concitoyen_*

bench-vote: .venv/ready ## Measure ballots against a bare echo, in a rush, on both databases (ARGS=--quick)
	.venv/bin/python bench/vote.py $(ARGS)

bench-count: .venv/ready ## Compare our counts with pabutools, files included (ARGS=--quick for a small election)
	.venv/bin/python bench/count.py $(ARGS)

browser:
	@.ci/browser

.venv/ready: requirements.txt pyproject.toml $(wildcard plugins/*/pyproject.toml)
	test -x .venv/bin/python || $(PYTHON) -m venv .venv
	.venv/bin/pip install --quiet --disable-pip-version-check --requirement requirements.txt
	touch $@
