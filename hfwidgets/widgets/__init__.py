"""The notebook side: task widgets and the machinery that runs their calls."""
