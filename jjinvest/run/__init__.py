"""Running the suite: parameters, execution of notebooks by papermill, export by nbconvert, publishing as one."""
