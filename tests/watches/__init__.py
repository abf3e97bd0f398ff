"""Rules about what several days show together."""
