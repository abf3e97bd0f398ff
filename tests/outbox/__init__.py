"""Sending every text once: rules, writes, carriers."""
