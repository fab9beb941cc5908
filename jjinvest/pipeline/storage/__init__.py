"""Files of runs and releases: atomic writes, manifests, history, pruning."""
