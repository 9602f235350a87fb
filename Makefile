# make setup   everything into .venv, from locks with digests (Python 3.11 to 3.13, make and git)
# make run     the demo province; SITES=list.csv watches a register of your own
# make test    the real ring, end to end, contracts, unit tests; WORKERS=2 at once
# make check   format, lint, strict types, import contracts
# make bench   the ratios
# make slow    login through Keycloak (fetched at the first time: 160 MB)
# make fuzz    pages that nobody wrote, for SECONDS=60; SEED=N begins with page N
# make fuzz-api  the API in every role, by its own document, for SECONDS=120; SEED=N asks the same
# make images  the images built and started with buildah and podman, on Debian as root
# make compose docker-compose.yml as Docker Compose itself reads it (built from its Go module)
# make settings  deploy/settings.env anew, from the settings that the services have
# make lock    all locks anew; UPGRADE=1 takes newer versions
# make clean   the data of runs, and what the tools left; distclean takes .venv too
.NOTPARALLEL:
.PHONY: setup run test slow images compose settings check format bench fuzz fuzz-api lock clean distclean

PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3.13 || echo python3)
BIN := .venv/bin
# Each worker starts a broker and a store of its own (700 MB). What takes long goes first, so that
# none of them waits for the other at the end.
WORKERS ?= 2
UV := 0.13.9
READY := .venv/.ready
BUILT := .venv/.compiled
COMPILED := services/classifier/minhbach_classifier/compiled
OURS := shared services/crawler services/classifier services/case deploy/local
LOCKS := deploy/local/requirements.lock tests/requirements.lock
JARS := deploy/local/minhbach_local/stack/jgo.lock.toml

setup: $(READY) $(BUILT)

$(READY): $(LOCKS) $(JARS) $(OURS:%=%/pyproject.toml)
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null || { \
	    echo "error: Python 3.11, 3.12 or 3.13 is needed, and '$(PYTHON)' is none." >&2; \
	    echo "Install one (with its venv module), or say where it is: make setup PYTHON=/path/to/python3.11" >&2; \
	    exit 1; }
	@echo "Making .venv with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv .venv
	@echo "Installing the locked packages (a minute or two)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps $(LOCKS:%=-r %)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation $(OURS:%=-e %)
	@$(BIN)/python -m minhbach_local.stack fetch
	@touch $(READY)

# Where it cannot be compiled, that is said, and all works without it.
$(BUILT): $(READY) $(wildcard $(COMPILED)/*.[ch]) $(COMPILED)/build.py
	@$(BIN)/python -m minhbach_classifier.compiled.build || true
	@touch $(BUILT)
	@echo "Ready."

run: setup
	@$(BIN)/minhbach run --settings deploy/settings.env $(if $(SITES),--sites "$(SITES)")

test: setup
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder \
	    tests/integration tests/e2e tests/stores tests/contract tests/unit

check: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: setup
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: setup
	@$(BIN)/python -m tests.bench

slow: setup
	$(BIN)/python -m pytest tests/slow

images: setup
	$(BIN)/python -m pytest tests/images/test_images.py

compose: setup
	$(BIN)/python -m pytest tests/images/test_compose.py

settings: setup
	@$(BIN)/python deploy/settings.py

fuzz: setup
	@$(BIN)/python -m tests.fuzz --seconds $(or $(SECONDS),60) $(if $(SEED),--seed $(SEED))

fuzz-api: setup
	@$(BIN)/python -m tests.fuzz.api --seconds $(or $(SECONDS),120) $(if $(SEED),--seed $(SEED))

lock: setup
	@test -x .stack/lock/bin/uv || { $(PYTHON) -m venv .stack/lock && .stack/lock/bin/pip install --quiet uv==$(UV); }
	@.stack/lock/bin/python deploy/lock.py $(if $(UPGRADE),--upgrade)
	@$(BIN)/python -m minhbach_local.stack lock
	@$(BIN)/python -m tests.support.object_store

clean:
	@test ! -x $(BIN)/python -o ! -d .minhbach || $(BIN)/python -m minhbach_local.stack idle .minhbach
	rm -rf .minhbach .stack .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

distclean: clean
	rm -rf .venv
