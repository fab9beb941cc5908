"""Pages, one module each: a function a section, which chooses what a page shows of the data there is."""
