# Every target sets itself up: `make demo` in a fresh clone needs Python 3.11+, git and make, nothing else.

PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help demo test check coverage generate bench pictures setup clean

help:  ## Show what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: $(READY)  ## Make the virtual environment and install everything into it

$(READY): pyproject.toml mldh_graphql/__init__.py
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed: make PYTHON=python3.11 ...")'
	@test -x $(RUN) || $(PYTHON) -m venv $(VENV)
	@$(RUN) -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	@$(RUN) -m pip install --quiet --disable-pip-version-check --editable '.[all]' --group dev
	@touch $@

demo: $(READY)  ## Run DataHub's ML tutorial and check everything it wrote (DATAHUB_GMS_URL=... for a real DataHub)
	@$(RUN) examples/airline.py

test: $(READY)  ## Run the tests
	@$(RUN) -m pytest --numprocesses auto --dist loadfile

coverage: $(READY)  ## Run the tests and report the coverage of hand-written lines and branches
	@$(RUN) -m coverage erase
	@$(RUN) -m coverage run -m pytest
	@$(RUN) -m coverage report

check: $(READY)  ## Lint, check formatting and types
	@$(RUN) -m ruff check .
	@$(RUN) -m ruff format --check .
	@$(RUN) -m mypy
	@$(VENV)/bin/pyright --pythonpath $(RUN)

generate: $(READY)  ## Regenerate generated/ from queries/ and schema.graphql (offline)
	@$(RUN) -m tools.codegen

bench: $(READY)  ## Measure: imports, start-up, memory, requests
	@$(RUN) benchmarks/spine.py
	@$(RUN) benchmarks/bulk.py

pictures: $(READY)  ## Draw docs/pictures, with photographs where there is a Chromium
	@$(RUN) -m tools.pictures

clean:  ## Remove the virtual environment and caches
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis
