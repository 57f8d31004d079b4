"""Many rows through the task of one widget: progress, stop, errors by row, a table of results."""
