"""Commands of `jjinvest`, their console messages, and the start page of JupyterLab."""
