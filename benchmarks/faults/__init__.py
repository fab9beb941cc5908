"""Trial of faults: what goes wrong with a run, and whether status, record, note and healing are right.

One function a fault; the modules hold the faults of cells, notebooks, inputs, disks, processes and commands.
``python -m benchmarks faults [WORD …]`` prints the table, all of it or the faults whose names hold a word.
"""
