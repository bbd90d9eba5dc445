# The commands people type. `make run` and `make test` set up what they need by themselves.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
PY := .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help run setup check test prove bench screenshots lock clean

help:
	@echo "make run    set up, then the kiosk on an embedded demo office in ./data"
	@echo "make test   set up, then lint, types, contracts and every test"
	@echo "make prove  the fuzz tests with a million frames each, 200 long random sessions, every journey in every way"
	@echo "make bench  every figure, beside what it is held against"
	@echo "make screenshots  docs/screens/ anew; INTO=folder: every language, theme and size"
	@echo "make setup  only the virtual environment in ./.venv"
	@echo "make check  lint, types and import contracts"
	@echo "make lock   write requirements.lock anew from pyproject.toml"
	@echo "make clean  remove the demo office and the virtual environment"

.venv/ready: requirements.lock clients.lock
	@test -n "$(PYTHON)" || { echo "Python 3.11 was not found. Install it, then try again."; exit 2; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' \
	  || { echo "Python 3.11 is needed; say where it is: make PYTHON=/path/to/python3.11 …"; exit 2; }
	"$(PYTHON)" -m venv --clear .venv
	$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock -r clients.lock
	@touch $@

setup: .venv/ready

run: .venv/ready
	@$(PY) run.py

check: .venv/ready
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy
	.venv/bin/lint-imports

test: check
	$(PY) -m pytest -n 2 --dist worksteal

prove: .venv/ready
	FRAMES=1000000 $(PY) -m pytest -n 2 --timeout 0 tests/devices/test_fuzz.py
	SESSIONS=200 EVENTS=500 $(PY) -m pytest -n 2 --timeout 0 tests/screens/test_sessions.py
	$(PY) -m pytest -n 2 --timeout 0 -m prove

bench: .venv/ready
	@$(PY) -m tests.benchmarks

screenshots: .venv/ready
	@TEXTUAL_ANIMATIONS=none $(PY) -m tests.screens.pictures $(INTO)

lock:
	$(PY) -m pip install --quiet uv
	.venv/bin/uv pip compile pyproject.toml --extra dev --python-version 3.11 --universal \
	  --generate-hashes --no-annotate --no-header --no-emit-index-url --upgrade -o requirements.lock

clean:
	rm -rf .venv data
