# make run · make test · make lint · make bench · make check-data · …: each does its own set-up, in .venv.
SHELL := /bin/bash
PY := .venv/bin/python
# Where a machine forbids Python to keep what it compiled, each of the suite's processes would compile Easel anew.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: run test test-unit test-browser test-thorough lint bench check-data backup restore check-install painter-sheet screenshots format lock

run: .venv/.app
	$(PY) app.py

test: .venv/.dev
	scripts/chromium.sh
	scripts/nginx.sh
	$(PY) -m pytest $(ARGS)

test-unit: .venv/.dev
	$(PY) -m pytest --ignore tests/browser --ignore tests/fronts $(ARGS)

test-browser: .venv/.dev
	scripts/chromium.sh
	scripts/nginx.sh
	$(PY) -m pytest tests/browser tests/fronts $(ARGS)

test-thorough: .venv/.dev
	scripts/chromium.sh
	scripts/nginx.sh
	HYPOTHESIS_PROFILE=thorough $(PY) -m pytest $(ARGS)

lint: .venv/.dev
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy

bench: .venv/.dev
	scripts/chromium.sh
	scripts/nginx.sh
	$(PY) -m bench $(ARGS)

check-data: .venv/.app
	$(PY) -m studio.maintenance.verify

backup: .venv/.app
	@$(if $(TO),,echo 'make backup TO=/a/folder' >&2; exit 2;) $(PY) -m studio.maintenance.backup "$(TO)"

restore: .venv/.app
	@$(if $(FROM),,echo 'make restore FROM=/a/folder' >&2; exit 2;) $(PY) -m studio.maintenance.restore "$(FROM)"

check-install:
	deploy/check.sh

lock: .venv/.app
	scripts/lock.sh

painter-sheet: .venv/.app
	$(PY) -m scripts.painter_sheet $(ARGS)

screenshots: .venv/.dev
	scripts/chromium.sh
	$(PY) -m scripts.screenshots $(ARGS)

format: .venv/.dev
	.venv/bin/ruff format .
	.venv/bin/ruff check --fix .

.venv/bin/python:
	scripts/venv.sh

.venv/.app: requirements.txt | .venv/bin/python
	$(PY) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

.venv/.dev: requirements.txt requirements-dev.txt | .venv/bin/python
	$(PY) -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@ .venv/.app
