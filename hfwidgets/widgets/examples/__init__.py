"""Examples of inputs: own ones, the task's, the model's card's; and what was there before."""
