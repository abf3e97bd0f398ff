"""Who drives is taken only where it is plainly said."""

import pytest

from diary.reading import escort_in


@pytest.mark.parametrize(
    ("text", "name", "number"),
    [
        ("Y", None, None),
        ("S", None, None),
        ("yes", None, None),
        ("Y, my sister", "sister", None),
        ("Y, my sister Ana 555-0123", "sister Ana", "555-0123"),
        ("yes my husband drives", "husband", None),
        ("Yes, Leo", "Leo", None),
        ("Y my friend Bo, (555) 010-0123", "friend Bo", "(555) 010-0123"),
        ("S, mi hermana Lucía", "hermana Lucía", None),
        ("sí, con mi mamá", "mamá", None),
        ("yes it's my mom", "mom", None),
        ("Y, and mood 4", None, None),
        ("yes i have a ride", None, None),
        ("my brother +1 555 010 0123", "brother", "+1 555 010 0123"),
    ],
)
def test_a_driver_is_named_only_by_the_patient(
    text: str, name: str | None, number: str | None
) -> None:
    said = escort_in(text)
    assert (said.name, said.number) == (name, number)
