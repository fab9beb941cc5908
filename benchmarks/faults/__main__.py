"""Print the trial of faults: ``python -m benchmarks.faults [WORD …]``."""

import sys

from benchmarks.faults.table import main

if __name__ == "__main__":
    main(sys.argv[1:])
