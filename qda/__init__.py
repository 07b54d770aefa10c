"""qda: comparative qualitative case studies, from minutes and interviews to tables, networks and comparisons."""

__version__ = "0.1.0"
