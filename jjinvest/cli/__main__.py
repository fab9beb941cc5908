"""Run the command line as ``python -m jjinvest.cli``."""

from jjinvest.cli.main import main

if __name__ == "__main__":
    main(prog_name="python -m jjinvest.cli")
