"""What patients text, and what they get back."""
