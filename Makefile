# Thin: everything is in run.py, which needs nothing but python3.
.PHONY: demo test

demo:
	python3 run.py demo

test:
	python3 run.py test
