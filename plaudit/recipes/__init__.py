"""Complete runnable examples."""
