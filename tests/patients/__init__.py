"""Enrolling patients and what they agreed to."""
