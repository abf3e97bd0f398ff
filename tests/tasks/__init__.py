"""What a person of the clinic has to do."""
