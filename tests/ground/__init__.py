"""The ground: keys, settings, numbers, texts, the database."""
