"""`python -m samples OUT --count N --seed S [--degrade KIND]` makes dossiers; `--committed` makes the committed set again."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import cast, get_args

from extractor.errors import SetupError
from samples.committed import DOSSIERS
from samples.dossier import Degrade, plan, single, write
from samples.templates import TEMPLATES

ALL = "all"


def main(arguments: list[str] | None = None) -> int:
    """Exit code 0; 1 when a font is missing, with a line that says how to get it."""
    parser = argparse.ArgumentParser(prog="python -m samples", description=__doc__)
    parser.add_argument("out", type=Path, help="folder that receives one folder per dossier")
    parser.add_argument("--count", type=int, default=5, help="how many dossiers (5)")
    parser.add_argument("--seed", type=int, default=1, help="same seed, same bytes (1)")
    parser.add_argument("--degrade", choices=get_args(Degrade), default="mixed", help="how the paper was captured (mixed)")
    parser.add_argument("--committed", action="store_true", help="make the dossiers of samples/dossiers instead")
    parser.add_argument(
        "--types",
        nargs="+",
        metavar="NAME",
        choices=[*TEMPLATES, ALL],
        help=f"draw only these types in turn, one document a file; `{ALL}`: every type",
    )
    options = parser.parse_args(arguments)
    degrade = cast(Degrade, options.degrade)
    types = sorted(TEMPLATES) if options.types == [ALL] else options.types
    names = DOSSIERS if options.committed else [f"ho-so-{number:04d}" for number in range(1, options.count + 1)]
    try:
        for number, name in enumerate(names, 1):
            seed = f"{options.seed}/{number}"
            if options.committed:
                files = DOSSIERS[name]
            elif types:
                files = single(seed, degrade, types[(number - 1) % len(types)])
            else:
                files = plan(seed, degrade)
            written = write(files, options.out / name)
            print(f"{name}: {', '.join(path.name for path in written)}")  # noqa: T201
    except SetupError as error:
        print(error.public_message, file=sys.stderr)  # noqa: T201
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
