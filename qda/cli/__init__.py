"""The command line: one file a command. A command parses, opens the study, calls one step, prints, and picks an exit code."""
