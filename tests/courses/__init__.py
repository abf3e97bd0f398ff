"""Sessions, rides and boosters."""
