# make harvest   set everything up and harvest the demonstration site into data/reports.db
# make test      set everything up, lint, check types, run every test
# make help      the other targets

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
TOOLS  := $(VENV)/.tools
DOCS   := $(VENV)/.docs
PEERS  := $(VENV)/.peers

.DEFAULT_GOAL := help
.PHONY: help setup harvest test lint types check format demonstration bench docs clean

help:            ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /  make \1|/p' $(MAKEFILE_LIST) | column -t -s '|' 2>/dev/null || grep '##' $(MAKEFILE_LIST)

setup: $(READY)  ## create the environment in .venv

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "error: reportharvest needs Python 3.11 or later; say which: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)"; exit 2; }
	@$(PYTHON) -c 'import ensurepip, venv' || \
	  { echo "error: this Python cannot make environments; on Debian: apt-get install python3-venv"; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt uv
	$(BIN)/uv pip install --quiet --python $(BIN)/python --constraint constraints.txt --editable '.[codings,documents]'
	@touch $@

# what the tests need besides: every extra that has tests
$(TOOLS): $(READY)
	$(BIN)/uv pip install --quiet --python $(BIN)/python --constraint constraints.txt --editable '.[codings,documents,ocr,publish,render,scale,dev]'
	@touch $@

$(DOCS): $(READY)
	$(BIN)/uv pip install --quiet --python $(BIN)/python --constraint constraints.txt --editable '.[docs]'
	@touch $@

$(PEERS): $(READY)
	$(BIN)/uv pip install --quiet --python $(BIN)/python --constraint constraints.txt --editable '.[codings,documents,publish,scale,bench]'
	@touch $@

harvest: $(READY)  ## harvest the demonstration site into data/reports.db and data/warc/
	$(BIN)/reportharvest harvest --sites fixtures/sites --replay-from fixtures/pages --db data/reports.db --archive data/warc

test: lint types check  ## lint, check types, run every test

lint: $(TOOLS)   ## check style and formatting
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(TOOLS)  ## check types, strictly
	$(BIN)/mypy

check: $(TOOLS)  ## run the tests
	$(BIN)/python -m pytest

format: $(TOOLS)  ## put style and formatting right
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

demonstration: $(TOOLS)  ## write the demonstration site in fixtures/ anew
	$(BIN)/python -m scripts.demonstration

bench: $(PEERS)  ## measure against the peers
	$(BIN)/python -m benchmarks

docs: $(DOCS)    ## build the documentation into build/docs/
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

clean:           ## remove the environment and what a harvest wrote
	rm -rf $(VENV) data/reports.db data/reports.db-shm data/reports.db-wal data/warc
