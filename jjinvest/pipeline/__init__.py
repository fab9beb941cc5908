"""Running the suite: plan, execution of notebooks by papermill, export by nbconvert, publishing as one."""

import sys

# jsonschema, which nbformat imports, would load it: it builds a grammar for two seconds in every process, to check
# identifiers that no notebook has; jsonschema does without it
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
