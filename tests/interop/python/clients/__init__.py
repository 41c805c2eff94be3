"""Scenarios of Python's clients of KurrentDB, against a running `plumberd serve`."""
