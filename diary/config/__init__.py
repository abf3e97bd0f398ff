"""Settings: one table of names, types, defaults and meanings.

The only reader of the environment. Each secret may also be given as ``NAME_FILE``.
A wrong setting is never half taken: all bad ones are named at once.
"""

from diary.config.keys import make_keys
from diary.config.reading import HOUSE, BadSettings, read_settings
from diary.config.settings import Settings, derived
from diary.config.table import SETTINGS, Setting
from diary.config.values import MailServer

__all__ = [
    "HOUSE",
    "SETTINGS",
    "BadSettings",
    "MailServer",
    "Setting",
    "Settings",
    "derived",
    "make_keys",
    "read_settings",
]
