# Thin: everything is in run.py, which needs nothing but python3.
.PHONY: demo serve test nightly

demo:
	python3 run.py demo

serve:
	python3 run.py serve

test:
	python3 run.py test

nightly:
	python3 run.py nightly
