"""Hand-ins of honest students: right in JupyterLab, whatever they look like; all must keep their points."""
