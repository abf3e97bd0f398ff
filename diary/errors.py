"""What a rule may say no with; each edge maps these once to its own answer."""

from collections.abc import Mapping


class DiaryError(Exception):
    """The parent of everything a rule refuses."""


class NotFound(DiaryError):
    """No such thing, or nothing this person may know of: the edge answers 404."""


class Refused(DiaryError):
    """Understood and not allowed; the message is a sentence for the person."""


class Invalid(DiaryError):
    """The input is wrong.

    ``fields`` maps each wrong field to one sentence; all wrong fields are named
    at once. The key ``""`` is for what belongs to no single field.
    """

    def __init__(self, fields: Mapping[str, str] | str) -> None:
        self.fields = {"": fields} if isinstance(fields, str) else dict(fields)
        super().__init__("; ".join(self._sentences()))

    def _sentences(self) -> list[str]:
        return [
            f"{name}: {said}" if name else said for name, said in self.fields.items()
        ]
