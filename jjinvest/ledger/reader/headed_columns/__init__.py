"""The columns of a table: what each holds, by its header, its unit and its cells."""
