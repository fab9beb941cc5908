"""Parts that a text speaks of: dimensions, cohorts, projects, scopes, and its own subject."""
