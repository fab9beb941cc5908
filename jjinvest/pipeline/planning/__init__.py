"""What is to do and what still holds: parameters, plan, cache, due periods."""
