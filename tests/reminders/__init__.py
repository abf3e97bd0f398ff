"""What should be said when."""
