# Thin over uv and npm. `make demo` shows it, `make test` proves it; both are safe to run again.
SHELL := /bin/bash
.DEFAULT_GOAL := help

PYTHON ?= python3
BIN := .venv/bin
UV := $(BIN)/uv
UV_VERSION := 0.13.9
DEMO_DATA ?= $(CURDIR)/var

SYSTEM_PACKAGES := chromium libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 libssl3 poppler-utils postgresql-15 redis-server nginx

export OPENBLAS_NUM_THREADS ?= 1

.PHONY: help install demo serve test coverage nightly lint lock messages screenshots clean

help: ## What can be made
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1|/' | column -t -s '|'

install: .venv/.installed survey_app/static/dist/manifest.json survey_app/translations/.compiled ## Everything needed to run it

.venv/.system:
	@requirements/system.sh $(SYSTEM_PACKAGES)
	@mkdir -p .venv && touch $@

.venv/.installed: requirements/dev.txt pyproject.toml .venv/.system
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	$(UV) pip sync --quiet --require-hashes requirements/dev.txt
	$(UV) pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

node_modules/.installed: package.json package-lock.json .venv/.installed
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/npm ci --silent --no-audit --no-fund
	@touch $@

FRONT_SOURCES := build.mjs $(shell find survey_app questionnaires/data -path survey_app/static/dist -prune -o \( -name '*.ts' -o -name '*.css' -o -name '*.html' -o -name '*.yaml' -o -name '*.po' \) -print 2>/dev/null)

survey_app/static/dist/manifest.json: node_modules/.installed $(FRONT_SOURCES)
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/npm run --silent build
	@touch $@

survey_app/translations/.compiled: .venv/.installed $(shell find survey_app/translations -name '*.po' 2>/dev/null)
	$(BIN)/pybabel --quiet compile --directory survey_app/translations --domain messages
	@touch $@

demo: install ## Install, load the worked demonstration, serve it
	GYEOL_DATA=$(DEMO_DATA) $(BIN)/gyeol demo load
	GYEOL_DATA=$(DEMO_DATA) $(BIN)/gyeol serve

serve: install ## Serve the installation that the environment describes
	$(BIN)/gyeol serve

test: install lint ## All tests
	$(BIN)/python -m pytest -q --numprocesses 3 -m "not nightly"

coverage: install ## How much of each room all tests go through; fails below the gates
	@rm -rf .coverage && mkdir .coverage
	$(BIN)/python -m pytest -q --numprocesses 3 -m "not nightly" --cov --cov-report=json:.coverage/report.json
	$(BIN)/python -m tests.structure.coverage_of_rooms

nightly: install ## The tests that take longer than ten minutes, then coverage
	$(BIN)/python -m pytest -q -m nightly
	$(MAKE) coverage

lint: install ## Style, types and the walls between the rooms
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --quiet --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/deptry .
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/npm run --silent check

lock: ## Lock the dependencies again after pyproject.toml has changed
	$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml --extra dev --output-file requirements/dev.txt
	$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml --constraints requirements/dev.txt --output-file requirements/run.txt

messages: install ## Collect the texts to translate
	$(BIN)/pybabel --quiet extract --mapping-file survey_app/translations/babel.cfg --keywords "_l _ ngettext:1,2 say say_as:1c,2 say_many:1,2 to_be_said to_be_said_as:1c,2" --no-location --sort-output --omit-header --output-file survey_app/translations/messages.pot .
	$(BIN)/pybabel --quiet update --domain messages --input-file survey_app/translations/messages.pot --output-dir survey_app/translations --no-fuzzy-matching --ignore-obsolete --width 110

screenshots: install ## The pictures of the README, from the running demonstration
	$(BIN)/python docs/screenshots.py

clean: ## Remove what was installed and built, keep the data
	rm -rf .venv .coverage node_modules survey_app/static/dist survey_app/translations/.compiled
