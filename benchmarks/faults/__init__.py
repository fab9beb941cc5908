"""Trial of faults: what goes wrong with a run, and whether status, record, note and healing are right.

One function a fault; the modules hold the faults of cells, notebooks, inputs, disks, processes and commands.
``python -m benchmarks faults`` shows the table; ``python -m benchmarks.faults WORD …`` only the faults whose
names hold a word.
"""


def main() -> None:
    """Print the table of all faults."""
    from benchmarks.faults import table

    table.main()
