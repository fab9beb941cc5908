"""Rules of scorecards and alerts, as data: the packaged ones, a district's, or those of a group of districts."""
