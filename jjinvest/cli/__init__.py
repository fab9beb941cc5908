"""Commands of `jjinvest`, what they print on the screen, and the start page of JupyterLab."""
