"""Runs of the suite: planning, execution by papermill, publishing by nbconvert, storage, monitoring."""

import sys

# jsonschema, which nbformat imports, would load it: it builds a grammar for two seconds in every process, to check
# identifiers that no notebook has; jsonschema does without it
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
