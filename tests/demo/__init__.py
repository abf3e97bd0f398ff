"""The demo clinic: its story, its filling, its clock."""
