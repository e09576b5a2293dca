"""Look at data before a GPU does, and turn it into other forms."""
