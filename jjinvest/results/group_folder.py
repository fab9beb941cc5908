"""Names of what belongs to all districts together; light to import."""

ALL = "all"
"""Folder of outputs/ with the pages of all districts; all districts on the command line."""
GROUP_FOLDER = "group"
"""Folder of data/ with what holds for all districts: name, members, rules."""
