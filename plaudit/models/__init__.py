"""A reward model is render -> layout -> backbone -> head."""
