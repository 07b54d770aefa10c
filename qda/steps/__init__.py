"""The verbs: one a file. A step reads the study, calls the method rooms, and writes one run."""
