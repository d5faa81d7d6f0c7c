# make run    start Easel on this machine
# make test   run every test
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
JOBS ?= 2

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev chromium run doctor manifest manifest-slack test lint bench screenshots lock clean

help:
	@sed -n 's/^# //p' Makefile

$(VENV)/ready: requirements.lock
	$(PYTHON) -c 'import sys; sys.exit("Easel needs Python 3.11 or newer" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --require-hashes --only-binary :all: -r requirements.lock
	@touch $@

$(VENV)/ready-dev: requirements-dev.lock $(VENV)/ready
	$(BIN)/pip install --quiet --require-hashes -r requirements-dev.lock
	@touch $@

# setup      install what Easel needs into .venv, pinned with hashes
setup: $(VENV)/ready

setup-dev: $(VENV)/ready-dev

chromium:
	@scripts/chromium.sh

run: setup
	@$(BIN)/python -m bot run

# doctor     examine the set-up, say how to mend it
doctor: setup
	@$(BIN)/python -m bot doctor

# manifest   print the links that add Easel to Discord
manifest: setup
	@$(BIN)/python -m bot manifest discord

# manifest-slack  print the manifest of the Slack app
manifest-slack: setup
	@$(BIN)/python -m bot manifest slack

test: setup-dev chromium
	$(BIN)/python -m pytest -n $(JOBS) --dist loadgroup

# lint       style, types, import contracts, Dockerfile
lint: setup-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/hadolint Dockerfile

# bench      print measured figures beside their floors
bench: setup-dev
	$(BIN)/python -m bench

# screenshots  take the pictures of docs/screenshots anew
screenshots: setup-dev chromium
	$(BIN)/python -m scripts.screenshots

# lock       pin the dependencies anew, for Python 3.11 to 3.13
lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	  pyproject.toml -o requirements.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	  -c requirements.lock --group dev pyproject.toml -o requirements-dev.lock

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .hypothesis .import_linter_cache
