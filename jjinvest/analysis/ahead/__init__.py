"""The year ahead: a forecast as an analyst reads it, scenarios and their sliders."""
