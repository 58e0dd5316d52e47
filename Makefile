# Two commands: `make run` does the main job on this machine, `make test` runs everything that is tested.
SHELL := /bin/bash
.DEFAULT_GOAL := help

PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null && echo $$p && break; done)
SCANS ?= samples/dossiers
ONCE ?=
TRAINING ?= .hoso/training
COUNT ?= 225
SEED ?= 2026
ARGS ?=

export OMP_THREAD_LIMIT = 1

.PHONY: help setup system browsers run test lint train lock clean

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

setup: system .venv/installed ## everything that the two commands need, into .venv/ (system packages through apt)

system:
	@.ci/system-packages

# Where they cannot be had, the tests that need one are skipped and say so; HOSO_BROWSER_REQUIRED=1 makes them fail instead.
browsers:
	@.ci/system-packages --tests || [ "$(HOSO_BROWSER_REQUIRED)" != 1 ]

.venv/installed: requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "hoso needs Python 3.11, 3.12 or 3.13: apt-get install python3 python3-venv"; exit 1; }
	test -x .venv/bin/python || $(PYTHON) -m venv .venv
	.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

run: setup ## the whole main job: SCANS=FOLDER takes your own scans, ONCE=1 ends by itself
	.venv/bin/hoso run "$(SCANS)" $(if $(ONCE),--once) $(ARGS)

test: setup browsers lint ## lint, types, floors, and every test
	.venv/bin/python -m pytest -n 2 --dist loadgroup $(ARGS)

lint: setup ## ruff, mypy --strict, import-linter
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports

$(TRAINING)/dossiers: | setup
	.venv/bin/python -m samples $@.half --count $(COUNT) --seed $(SEED) --degrade mixed --types all
	mv $@.half $@

train: setup $(TRAINING)/dossiers ## learns what models/ holds from dossiers that it draws and reads: COUNT, SEED, TRAINING=FOLDER
	.venv/bin/hoso train $(TRAINING)/dossiers --records $(TRAINING)/records --entities --out models $(ARGS)

# trueocr asks for opencv-python-headless, which brings the same folder cv2/ as opencv-python: the lock leaves it out, and is
# installed without resolving again.
lock: ## renews requirements.lock (needs uv); names no registry
	uv pip compile pyproject.toml --extra local --extra samples --group dev --universal --python-version 3.11 \
		--no-emit-package opencv-python-headless --generate-hashes --no-emit-index-url --no-annotate --no-header --quiet --upgrade \
		-o requirements.lock

clean: ## removes what the commands made here, not your data in object storage elsewhere
	-test -x .venv/bin/hoso && .venv/bin/hoso down
	rm -rf .venv .hoso out build dist .pytest_artefacts .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
