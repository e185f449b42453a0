# Each target is one line over `python -m coursetools`, which makes its own environment (.venv) on first use.
PYTHON ?= python3
COURSE := $(PYTHON) -m coursetools

.PHONY: help setup lab submit progress check-answers check-types solution reset new build check bank judge read validate grade feedback publish site lint format test bench

help: ## this list
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 16

setup: ## make the environment
	@$(COURSE) setup

lab: ## open JupyterLab on the course home; options: ARGS="--no-browser"
	@$(COURSE) lab $(ARGS)

submit: ## hand a part in: PART=4.4 STUDENT=ada [REMARK="which test is wrong, and why"]
	@$(COURSE) submit "$(PART)" "$(STUDENT)" --remark "$(REMARK)"

progress: ## say how far you have come, and where to go on [PART=4.4]
	@$(COURSE) progress $(PART)

check-answers: ## run your notebook afresh, and say what its tests say: PART=4.4 [ARGS=--hidden]
	@$(COURSE) check-answers "$(PART)" $(ARGS)

check-types: ## say what a type checker thinks of your answers: PART=4.4
	@$(COURSE) check-types "$(PART)"

solution: ## show the solution of one exercise, where that is allowed: PART=4.4 EXERCISE=new_q_table
	@$(COURSE) solution "$(PART)" $(EXERCISE)

reset: ## begin a part anew; the notebook that you have is kept: PART=4.4
	@$(COURSE) reset "$(PART)"

new: ## begin a part: its master and its bank, ready to run: PART=0.1
	@$(COURSE) new "$(PART)"

build: ## make source/ and release/ from the masters [PART=4.4]
	@$(COURSE) build $(PART)

check: ## say what is wrong in headers, and what is stale [PART=4.4]
	@$(COURSE) check $(PART)

bank: ## prove the tests with right and wrong answers [PART=4.4]
	@$(COURSE) bank $(PART)

judge: ## hold answers that strangers wrote against a part: PART=4.4 FILE=tests/panel/4.4-1.py
	@$(COURSE) judge "$(PART)" "$(FILE)"

read: ## print a release as text, for fresh solvers: PART=4.4
	@$(COURSE) read "$(PART)"

validate: ## re-execute the solution notebooks [PART=4.4] [DEVICE=cpu|cuda|mps|pretend|auto] [ARGS="--seed-offset 3 --strict"]
	@$(COURSE) validate $(PART) $(if $(DEVICE),--device $(DEVICE)) $(ARGS)

grade: ## grade the hand-ins in submitted/, in boxes [PART=4.4]; options: ARGS="--jobs 4"
	@$(COURSE) grade $(ARGS) $(PART)

feedback: ## write the feedback pages of what was graded [PART=4.4]
	@$(COURSE) feedback $(ARGS) $(PART)

publish: ## write all that a student may have to DIR=...; for learning alone: ARGS="--with-solutions"
	@$(COURSE) publish "$(DIR)" $(ARGS)

site: ## write the course as pages to read into artefacts/site/; options: ARGS="--solutions leave-out"
	@$(COURSE) site $(ARGS)

lint: ## lint, format, types and the rules of masters [PART=4.4]
	@$(COURSE) lint $(PART)

format: ## format, and mend what can be mended without thinking [PART=4.4]
	@$(COURSE) format $(PART)

test: ## all tests, or a share of them: SHARD=2/4; options: ARGS="-k bank"
	@$(COURSE) test $(if $(SHARD),--shard $(SHARD)) $(ARGS)

bench: ## measure agents and tools side by side [ARGS="dqn"]
	@$(COURSE) bench $(ARGS)
