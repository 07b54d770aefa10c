"""The study file: one SQLite database in the study folder, and the only SQL of the program."""

from qda.store.study import Study, open_study

__all__ = ["Study", "open_study"]
