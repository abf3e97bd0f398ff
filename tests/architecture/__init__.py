"""The shape of the house, tested: what may import what, and what must agree."""
