.DEFAULT_GOAL := help
SHELL := /bin/bash

# The Python that makes the environment: python3.11 where it runs, else python3. Name another with: make lab PYTHON=python3.12
PYTHON ?= $(shell python3.11 -c '' 2>/dev/null && echo python3.11 || echo python3)
BIN := .venv/bin
PY := $(BIN)/python
PIP := $(PY) -m pip --disable-pip-version-check -qq
UV ?= uv
STAMP := .venv/.made-for
WORKERS ?= 2

# Developers have the airport's files beside the checkout; others name their own folder in CXLAB_DATA.
BESIDE := $(wildcard ../shared/data/sfo_airport/raw)
tour notebooks: export CXLAB_DATA := $(or $(CXLAB_DATA),$(if $(BESIDE),$(CURDIR)/$(BESIDE)))

# Made again when the lock or the project's settings change; made anew when the folder was moved or copied elsewhere.
MADE_FOR := $(shell cat $(STAMP) 2>/dev/null)
ifneq ($(MADE_FOR),$(CURDIR))
MOVED := moved
CLEAR := $(if $(MADE_FOR),--clear)
endif

.PHONY: help env kernels lab test tour notebooks bench lock clean moved

help: ## Show these targets
	@echo "cxlab: two commands do everything"
	@echo
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' Makefile

lab: kernels ## Make the environment if it is missing, then open JupyterLab on the course
	@$(BIN)/cxlab lab

test: kernels ## Run all tests (set WORKERS=1 on a small machine)
	@$(PY) -m pytest -q -n $(WORKERS) --dist loadfile

tour: kernels ## Run the tour and the airport without a browser and print their main tables
	@$(PY) tests/lessons.py notebooks/00_tour.ipynb notebooks/15_airport.ipynb

notebooks: kernels ## Run every lesson again and keep its new outputs
	@$(PY) tests/lessons.py --keep $(sort $(wildcard notebooks/*.ipynb))

bench: kernels ## Measure the speed against peers (minutes)
	@set -e; for file in $$(grep -l __main__ benchmarks/*.py); do echo "$$file"; $(PY) "$$file"; done

kernels: env ## Compile the simulation kernels once
	@$(BIN)/cxlab compile > /dev/null

env: $(STAMP) ## Make the environment in .venv from requirements.lock

$(STAMP): requirements.lock pyproject.toml $(MOVED)
	@command -v $(PYTHON) >/dev/null || { echo "There is no $(PYTHON) here. Install Python 3.11 or newer, or name one: make env PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "$(PYTHON) is $$($(PYTHON) --version 2>&1), and cxlab needs 3.11 or newer. Name a newer one: make env PYTHON=python3.12"; exit 1; }
	@echo "Making the environment in .venv (once; about two minutes)"
	@$(PYTHON) -m venv $(CLEAR) .venv
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@printf '%s' "$(CURDIR)" > $(STAMP)

moved:

lock: ## Write requirements.lock anew from pyproject.toml (needs uv; keeps versions that still fit)
	@$(UV) pip compile pyproject.toml --all-extras --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --custom-compile-command "make lock" -q -o requirements.lock

clean: ## Remove the environment and what tools left behind; my-course stays
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find cxlab tests notebooks exercises datasets benchmarks -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
