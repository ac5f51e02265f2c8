# Everything happens in .venv; nothing needs to be activated.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
WORKERS ?= 2

.DEFAULT_GOAL := help
.PHONY: help demo test lint real prove mutate causes bench docs clean

help: ## show the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

demo: $(STAMP) ## run the harness against its own lab and print where the reports are
	$(BIN)/scimproof run --report-dir scimproof-report
	@echo
	@echo "reports:"
	@ls -1 scimproof-report/*.* | sed 's/^/  /'

test: $(STAMP) ## the project's tests
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup

lint: $(STAMP) ## style and types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

real: $(STAMP) ## only the runs against real servers (PyPI and npm)
	$(BIN)/python -m pytest tests/real

prove: $(STAMP) ## play every fault of the lab, and write docs/detection.md
	$(BIN)/python -m tests.proof.prove --workers $(WORKERS)

mutate: $(STAMP) ## the same with thousands of faults that are made by rule
	$(BIN)/python -m tests.proof.mutate --workers $(WORKERS)

causes: $(STAMP) ## count for how many causes one fault is taken
	$(BIN)/python -m tests.proof.causes --workers $(WORKERS)

docs: $(STAMP) ## write the generated pages again
	SCIMPROOF_UPDATE_DOCS=1 $(BIN)/python -m pytest tests/vendors/test_without_hooks.py -q
	SCIMPROOF_UPDATE_DOCS=1 $(BIN)/python -m pytest tests/docs/test_coverage.py tests/docs/test_integrations.py tests/ambiguities/test_page.py -q

bench: $(STAMP) ## what a run costs, and what the report of a large one weighs
	$(BIN)/python -m pytest tests/bench --override-ini=addopts= --import-mode=importlib -q -s

$(STAMP): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade pip
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

clean: ## remove what was built and installed here
	rm -rf $(VENV) build dist *.egg-info conformance/*.egg-info .mypy_cache .ruff_cache .pytest_cache scimproof-report
