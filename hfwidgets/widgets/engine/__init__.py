"""What every task widget runs on: runs and their control, outputs, pages, problems."""
