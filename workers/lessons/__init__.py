"""What is learned from what people corrected."""
