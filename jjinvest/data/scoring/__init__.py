"""Rules of scorecards and alerts, as data: the packaged ones, a district's own, or those of a group."""
