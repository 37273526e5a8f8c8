# Every target sets itself up: `make demo` in a fresh clone needs Python 3.11+, git and make, nothing else.

PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help demo test check coverage generate bench pictures docs parity parity-sdk parity-mlflow test-mlflow demo-mlflow setup clean

help:  ## Show what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

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

bench: $(READY)  ## Measure: imports, start-up, memory, requests; beside acryl-datahub where it can be installed
	@$(RUN) benchmarks/spine.py
	@$(MAKE) --no-print-directory $(ACRYL_READY) || echo "acryl-datahub cannot be installed here"
	@$(RUN) benchmarks/bulk.py --long --peer-python $(ACRYL)/bin/python
	@$(RUN) benchmarks/page.py
	@$(MAKE) --no-print-directory $(MLFLOW)/.ready || echo "MLflow cannot be installed here"
	@$(RUN) -m benchmarks.mlflow_sync --peer-python $(ACRYL)/bin/python --mlflow-python $(MLFLOW)/bin/python

pictures: $(READY)  ## Draw docs/pictures, with photographs where there is a Chromium
	@$(RUN) -m tools.pictures

docs: $(READY)  ## Build the manual into docs/_build/html; every warning is an error
	@$(RUN) -m sphinx -E -W -n --keep-going --quiet -b html docs docs/_build/html
	@echo "docs/_build/html/index.html"

ACRYL := .venv-acryl
ACRYL_READY := $(ACRYL)/.ready
ACRYL_RELEASE := 1.7.0.17

$(ACRYL_READY): Makefile
	@test -x $(ACRYL)/bin/python || $(PYTHON) -m venv $(ACRYL)
	@$(ACRYL)/bin/python -m pip install --quiet --disable-pip-version-check 'acryl-datahub[datahub-rest,mlflow]==$(ACRYL_RELEASE)'
	@touch $@

parity: parity-sdk parity-mlflow  ## Compare with acryl-datahub, unmodified, in an environment of its own

parity-sdk: $(READY) $(ACRYL_READY)
	@$(RUN) -m tools.parity.sdk --python $(ACRYL)/bin/python --page docs/acryl-parity.md

parity-mlflow: $(READY) $(ACRYL_READY)
	@$(RUN) -m tools.parity.mlflow_source --python $(ACRYL)/bin/python --page docs/mlflow-parity.md

MLFLOW := .venv-mlflow
MLFLOW_READY := $(MLFLOW)/.ready
MLFLOW_OLD := .venv-mlflow2
MLFLOW_OLD_READY := $(MLFLOW_OLD)/.ready

$(MLFLOW_READY): Makefile pyproject.toml
	@test -x $(MLFLOW)/bin/python || $(PYTHON) -m venv $(MLFLOW)
	@$(MLFLOW)/bin/python -m pip install --quiet --disable-pip-version-check 'mlflow>=3' --editable '.[local,mlflow,pictures]'
	@touch $@

$(MLFLOW_OLD_READY): Makefile pyproject.toml
	@test -x $(MLFLOW_OLD)/bin/python || $(PYTHON) -m venv $(MLFLOW_OLD)
	@$(MLFLOW_OLD)/bin/python -m pip install --quiet --disable-pip-version-check 'pip>=25.1'
	@$(MLFLOW_OLD)/bin/python -m pip install --quiet --disable-pip-version-check 'mlflow-skinny<3' 'sqlalchemy<2.1' --editable '.[all]' --group test
	@touch $@

test-mlflow: $(MLFLOW_OLD_READY)  ## Run the tests of the MLflow sync with the latest MLflow 2
	@$(MLFLOW_OLD)/bin/python -m pytest tests/mlflow --numprocesses auto --dist loadfile

demo-mlflow: $(MLFLOW_READY)  ## Train two models, and bring them from MLflow to the local server
	@$(MLFLOW)/bin/python examples/mlflow_demo.py

clean:  ## Remove the virtual environment and caches
	@rm -rf $(VENV) $(ACRYL) $(MLFLOW) $(MLFLOW_OLD) .mypy_cache .ruff_cache .pytest_cache .hypothesis docs/_build
