"""What each task asks and answers: flows, their types, their fields, and the one table of tasks."""
