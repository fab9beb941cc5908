"""Run the command line as ``python -m jjinvest``."""

from jjinvest.cli.main import main

if __name__ == "__main__":
    main()
