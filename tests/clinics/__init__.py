"""Clinics and their people."""
