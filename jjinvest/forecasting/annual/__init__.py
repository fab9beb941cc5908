"""A whole year ahead from one year of published figures."""
