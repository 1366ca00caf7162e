# make run [CORPUS=folder] [PORT=8642]: install, ingest the folder, serve chat and API.
PYTHON ?= python3
VENV ?= .venv
CORPUS ?= corpus
PORT ?= 8642
HOST ?= 127.0.0.1

# An index for each corpus folder, so that one corpus never answers for another.
CORPUS_KEY := $(notdir $(abspath $(CORPUS)))-$(shell printf '%s' '$(abspath $(CORPUS))' | cksum | cut -d' ' -f1)
PRESSDESK_HOME ?= .pressdesk/$(CORPUS_KEY)
export PRESSDESK_HOME

BIN := $(VENV)/bin
# Where pip would fetch torch with CUDA (several gigabytes), TORCH_INDEX_URL names an index with CPU builds.
TORCH_INDEX := $(if $(TORCH_INDEX_URL),--extra-index-url $(TORCH_INDEX_URL))

.PHONY: run rebuild install dev test lint format eval fit train bench load fuzz screenshots clean help

help:
	@sed -n 's/^# \(make .*\)/\1/p' Makefile

run: install
	@$(BIN)/pressdesk ingest --sync "$(CORPUS)"
	@$(BIN)/pressdesk serve --host $(HOST) --port $(PORT)

# make rebuild [CORPUS=folder]: make the folder's index anew, after an upgrade or another model.
rebuild: install
	@$(BIN)/pressdesk ingest --rebuild

install: $(VENV)/.installed

# make dev: install what tests, checks and evaluation need as well.
dev: $(VENV)/.dev

$(VENV)/.installed: pyproject.toml constraints.txt
	@test -x $(BIN)/python || $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Pressdesk needs Python 3.11 or newer; name one: make run PYTHON=python3.11"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $(TORCH_INDEX) -c constraints.txt -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $(TORCH_INDEX) -c constraints.txt -e '.[dev]'
	@touch $@

# What eval/ measures against, which tests do without.
$(VENV)/.eval: $(VENV)/.dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $(TORCH_INDEX) -c constraints.txt -e '.[eval]'
	@touch $@

# make test: the whole suite, a file at a time in each of two processes, whose threads do not spin for each other's cores.
test: export OMP_WAIT_POLICY = PASSIVE
test: dev
	@command -v chromium || command -v chromium-browser || command -v google-chrome \
		|| $(BIN)/playwright install chromium || echo "No Chromium: the screens will not be tested."
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

# make lint: ruff, pyright, and which room may import which.
lint: dev $(VENV)/.eval
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright --pythonpath $(BIN)/python
	$(BIN)/lint-imports

format: dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# make eval: retrieval and answers on the question sets, beside LangChain's recipes.
eval: $(VENV)/.eval
	$(BIN)/python -m eval.report

# make fit: fit the calibration again.
fit: dev
	$(BIN)/python -m eval.fit

# make train: learn names by sound, train the question's side of the encoder and the reader again: the last step takes
# 15 minutes where there is a GPU and a day on two cores, the others two and a half hours.
# The allocator keeps what it has: giving every step's memory back and taking it again doubles the time.
train: export MALLOC_TRIM_THRESHOLD_ = 10000000000
train: export MALLOC_MMAP_THRESHOLD_ = 1000000000
train: export OMP_WAIT_POLICY = PASSIVE
train: dev
	$(BIN)/python -m eval.train_sounds
	$(BIN)/python -m eval.train_questions
	$(BIN)/python -m eval.train
	$(BIN)/python -m eval.train_releases
	$(BIN)/python -m eval.train_whole

# make bench: times and memory.
bench: export OMP_WAIT_POLICY = PASSIVE
bench: $(VENV)/.eval
	$(BIN)/python -m eval.bench

# make load: the endpoint with 50 clients at once, beside the stock recipe; every answer checked while the index changes.
load: $(VENV)/.eval
	$(BIN)/python -m eval.load

# make fuzz [SECONDS=600]: every parser fed with what no program would write.
fuzz: $(VENV)/.eval
	$(BIN)/python -m eval.fuzz $(or $(SECONDS),600)

# make faults: the real program is killed fifty times, starved and damaged, and asked for what it said it stored.
faults: export OMP_WAIT_POLICY = PASSIVE
faults: $(VENV)/.dev
	$(BIN)/python -m eval.faults

# make screenshots: ten states of the screens, into docs/screenshots, to be looked at.
screenshots: $(VENV)/.dev
	$(BIN)/python -m eval.screenshots

clean:
	rm -rf $(VENV) .pressdesk build *.egg-info
