"""Looking at the tokens of a text: how sure the model was of each, and what it could have said."""
