"""Tests mirror the tree: tests/<subject> holds what is asked of diary/<subject>."""
