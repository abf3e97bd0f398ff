"""Score wishes for no more texts, and their look-alikes: what was missed or made up.

    python bench/reading/optouts/score.py [--misses]

`listed` was mended by its misses; `fresh` was written before the frames were, and its
first sight stands in `../results.txt`; `free` was mended by its misses too.
"""

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent.parent.parent)]

from labels import Labelled, parse  # noqa: E402
from score import wilson  # noqa: E402

from diary.reading import Kind, read  # noqa: E402


def main() -> None:
    """Print each file's shares, and with `--misses` each text read wrongly."""
    for path in sorted(HERE.glob("*.txt")):
        name, language, _ = path.name.split(".")
        texts = list(parse(path, language, name))
        meant = [one for one in texts if one.kind == "opt_out"]
        other = [one for one in texts if one.kind != "opt_out"]
        missed = [one for one in meant if not _is_heard(one)]
        made_up = [one for one in other if _is_heard(one)]
        found = wilson(len(meant) - len(missed), len(meant))
        print(f"{name:7} {language} found {found}  wrong {len(made_up)}/{len(other)}")
        if "--misses" in sys.argv:
            print(*(f"  missed {one.text!r}" for one in missed), sep="\n")
            print(*(f"  WRONG  {one.text!r}" for one in made_up), sep="\n")


def _is_heard(one: Labelled) -> bool:
    reading = read(one.text, language=one.language, asked=one.asked)
    return any(act.kind is Kind.OPT_OUT for act in reading.acts)


if __name__ == "__main__":
    main()
