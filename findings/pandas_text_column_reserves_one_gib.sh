#!/usr/bin/env bash
# pandas 3.1.1 with pyarrow 26.0.1 (Linux, CPython 3.11): the first text column of a process, one string long, adds
# 1 GiB to the process's data segment (VmData), because text is stored by pyarrow, whose default allocator (mimalloc)
# reserves an arena of 1 GiB. A memory limit set with RLIMIT_DATA (ulimit -d, setrlimit) counts the reservation as
# used: under a limit of 1 GiB numbers still work, and nothing is left for them after one string.
# Guess before the run: a few kilobytes. With ARROW_DEFAULT_MEMORY_POOL=system it is a few hundred kilobytes at most.
# Seen:  default mimalloc: +1024 MiB   system: +0 MiB
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check pandas==3.1.1 pyarrow==26.0.1
cat > "$folder/measure.py" <<'PY'
import pandas as pd
import pyarrow as pa


def data_mib() -> int:
    line = next(line for line in open("/proc/self/status") if line.startswith("VmData"))
    return int(line.split()[1]) // 1024


pd.Series([1.0, 2.0]).sum()
before = data_mib()
assert str(pd.Series(["one"]).dtype) == "str"
print(pa.default_memory_pool().backend_name, data_mib() - before)
PY
default=$("$folder/venv/bin/python" "$folder/measure.py")
system=$(ARROW_DEFAULT_MEMORY_POOL=system "$folder/venv/bin/python" "$folder/measure.py")
echo "default $default MiB; $system MiB"
read -r name added <<<"$default"
[ "$name" = mimalloc ] && [ "$added" -ge 1000 ] && [ "$added" -le 1100 ]
read -r name added <<<"$system"
[ "$name" = system ] && [ "$added" -le 5 ]
