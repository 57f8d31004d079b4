"""What is wrong with this notebook's set-up, and what to do about it."""
