# Short names for longer commands; nothing here is needed to run or test.
PYTHON = .venv/bin/python
COMPILE = CUSTOM_COMPILE_COMMAND="make lock" $(PYTHON) -m piptools compile --quiet \
	--generate-hashes --allow-unsafe --strip-extras --no-annotate \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links

.PHONY: run test ci lint format types lock
run:
	./run
test:
	./test
ci:
	.ci/run
lint:
	$(PYTHON) -m ruff check . && $(PYTHON) -m ruff format --check .
format:
	$(PYTHON) -m ruff check --fix . && $(PYTHON) -m ruff format .
types:
	$(PYTHON) -m mypy
lock:
	$(COMPILE) --output-file requirements.lock requirements.txt
	$(COMPILE) --constraint requirements.lock \
		--output-file requirements-dev.lock requirements-dev.txt
