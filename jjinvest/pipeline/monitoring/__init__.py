"""Progress on the screen, alerts on failure, files for schedulers."""
