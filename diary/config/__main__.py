"""Make the keys this box lacks and check the settings, as ``./run`` does first.

Leaves the database to ``flask db upgrade`` and everything else to ``flask check``.
"""

import sys

from diary.config import HOUSE, BadSettings, make_keys, read_settings

if __name__ == "__main__":
    make_keys(HOUSE / "instance")
    try:
        read_settings()
    except BadSettings as bad:
        sys.exit(f"Wrong settings:\n{bad}")
