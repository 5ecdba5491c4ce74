# Three words to know: `make weekly` (the first week), `make test`, `make check` (what CI runs).
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv

# Annoy's default is -march=native; a portable build survives a move to another machine.
export ANNOY_COMPILER_ARGS ?= -D_CRT_SECURE_NO_WARNINGS,-fpermissive,-O3,-ffast-math,-fno-associative-math

# Much is done by short-lived processes, which would each compile anew all that they import.
unexport PYTHONDONTWRITEBYTECODE

# A real history gets a home of its own, named after its owner.
NAME := me
ifdef HISTORY
export DISCOGRAPH_HOME := $(CURDIR)/.discograph-$(NAME)
STOP = $(BIN)/discograph --home .discograph-$(NAME) down
SHOWN := $(NAME)
else
export DISCOGRAPH_HOME ?= $(CURDIR)/.discograph
STOP = make down
SHOWN := mira
endif

# A file's tests stay together; each worker has a Neo4j of its own.
WORKERS := -n auto --dist loadfile

.DEFAULT_GOAL := help
.PHONY: help weekly dev test check fix bench docs down clean neo4j-lock constraints

help:
	@echo "make weekly                          the demo world and its first published week"
	@echo "make weekly HISTORY=export NAME=me   the same from your own listening history"
	@echo "make test | check | fix | bench      the suite | all that CI runs | format | measure"
	@echo "make docs                            the manual, as a site in build/site"
	@echo "make down                            stop the Neo4j that weekly started"

$(UV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "python3 is too old: discograph needs 3.11 or newer (set PYTHON=...)"; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install --quiet --disable-pip-version-check uv

$(VENV)/.installed: pyproject.toml constraints.txt | $(UV)
	$(UV) pip install --quiet --python $(BIN)/python -c constraints.txt -e '.[audio]'
	@touch $@

$(VENV)/.dev: pyproject.toml constraints.txt | $(UV)
	$(UV) pip install --quiet --python $(BIN)/python -c constraints.txt -e '.[dev]'
	@touch $@ $(VENV)/.installed

weekly: $(VENV)/.installed
ifdef HISTORY
	@$(BIN)/discograph seed
	@$(BIN)/discograph import "$(HISTORY)" --user "$(NAME)"
	@$(BIN)/discograph weekly "$(NAME)"
else
	@$(BIN)/discograph demo
	@$(BIN)/discograph weekly
endif
	@$(BIN)/discograph show "$(SHOWN)"
	@echo
	@$(BIN)/discograph up
	@echo
	@echo "Look around:       export DISCOGRAPH_HOME=$(DISCOGRAPH_HOME) PATH=$(CURDIR)/$(BIN):\$$PATH"
	@echo "                   discograph browse; discograph show $(SHOWN) --html; discograph map $(SHOWN) -o map.html"
	@echo "Your own history:  make weekly HISTORY=my_spotify_data.zip NAME=me"
	@echo "                   (Spotify, ListenBrainz, Last.fm, .scrobbler.log; see README.md)"
	@echo "Stop the server:   $(STOP)"

dev: $(VENV)/.dev

test: dev
	$(BIN)/python -m pytest $(WORKERS)

check: dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy -p discograph
	$(BIN)/mypy tests
	$(BIN)/mypy docs/making
	$(BIN)/mypy --explicit-package-bases benchmarks
	$(BIN)/lint-imports
	$(BIN)/python -m pytest $(WORKERS)

fix: dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: dev
	@for part in topk als co_listens matrix weekly ingest words pages search audio cold_start map; do \
	  echo "== $$part"; $(BIN)/python benchmarks/$$part.py || exit 1; done

docs: dev
	$(BIN)/mkdocs build --strict --quiet
	@echo "build/site/index.html"

down:
	@$(BIN)/discograph down

neo4j-lock: dev
	$(BIN)/python -m discograph.graph.lock

# Pin what is installed now, so that every clone gets the same.
constraints: dev
	@$(UV) pip freeze --python $(BIN)/python --exclude-editable | grep -v "^uv==" > constraints.txt

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
