"""`python -m qda`: the same as the command `qda`, for machines where scripts are not on the path."""

from qda.cli.app import main

if __name__ == "__main__":
    main()
