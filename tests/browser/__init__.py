"""Journeys in a real browser, on small and large screens, with and without scripts."""
