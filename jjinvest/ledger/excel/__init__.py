"""Workbooks that go back to clerks: the template and the annotated copy."""
