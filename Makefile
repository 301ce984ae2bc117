# Every target makes .venv from the pinned files first if it is not there: all it takes is Python 3.11 or newer, and git.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: setup run test notebook bench invariance lint lock clean

setup: .venv/ready-dev

.venv/ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo 'Gangmu needs Python 3.11 or newer; name one: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)'; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.venv/ready-dev: .venv/ready requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

run: .venv/ready
	$(BIN)/gangmu run

test: .venv/ready-dev
	$(BIN)/python -m pytest -n auto

notebook: .venv/ready-dev
	$(BIN)/python docs/make_notebook.py

bench: .venv/ready
	$(BIN)/python -m benchmarks.run

invariance: .venv/ready
	$(BIN)/python -m benchmarks.invariance

lint: .venv/ready-dev
	$(BIN)/ruff check .
	$(BIN)/mypy

# Pin again, after a change of dependencies in pyproject.toml; uv is no other target's business.
lock:
	uv pip compile pyproject.toml --extra fast --extra query --extra explore --extra across --extra cluster --extra remote --group build --universal --generate-hashes --python-version 3.11 \
	  --custom-compile-command 'make lock' --no-emit-index-url --quiet --output-file requirements.lock
	uv pip compile pyproject.toml --extra fast --extra query --extra explore --extra across --extra cluster --extra remote --group build --group dev --universal --generate-hashes --python-version 3.11 \
	  --custom-compile-command 'make lock' --no-emit-index-url --quiet --constraint requirements.lock \
	  --output-file requirements-dev.lock

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
