"""The next year from one year of published figures."""
