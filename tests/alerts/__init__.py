"""Rules of alerts and what happens to one."""
