"""Build `other_writer.jsonl`: texts of a writer who had not seen the patterns.

    python bench/reading/other_writer/build.py

A hash of the text puts it in the `seen` half, whose misses may be mended, or in the
`sealed` half, whose misses nobody lists. Nothing is made from the texts.
"""

import json
import sys
from pathlib import Path
from zlib import crc32

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from labels import parse  # noqa: E402


def main() -> None:
    """Write every text as one line."""
    with (HERE / "other_writer.jsonl").open("w", encoding="utf-8") as corpus:
        for path in sorted(HERE.glob("*.*.txt")):
            subject, language, _ = path.name.split(".")
            for one in parse(path, language, "other-writer"):
                part = "sealed" if crc32(one.text.encode()) % 2 else "seen"
                line = one.as_json() | {"part": part, "subject": subject}
                corpus.write(json.dumps(line, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
