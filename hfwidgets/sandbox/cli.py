"""The command line: `hfwidgets sandbox --port N`, and `python -m hfwidgets.sandbox`."""

from __future__ import annotations

import argparse
import errno
import os
import sys
import textwrap
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hfwidgets.sandbox.model_row import Model

# More threads for one product of small matrices cost more than they give, and disturb the rest.
_ONE_THREAD = (
    "OPENBLAS_NUM_THREADS",
    "OMP_NUM_THREADS",
    "MKL_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)
# What a notebook's cell shows beside an open file list at 1280 px.
MOST_COLUMNS = 100
# Read by the server's own process: examples that start a sandbox themselves need no other code.
PACE_VARIABLE = "HFWIDGETS_PACE"
WIDEST_LICENCE = len("GPL-3.0-or-later")


def main(
    arguments: Sequence[str] | None = None, *, program: str = "hfwidgets", subcommand: bool = True
) -> int:
    """Run the command line and return the exit status.

    Args:
        arguments: The arguments; None for the process's own.
        program: The program's name in messages.
        subcommand: Whether the first argument is a subcommand.
    """
    parser = argparse.ArgumentParser(
        program, description="Try hfwidgets without account or network."
    )
    own = parser
    if subcommand:
        commands = parser.add_subparsers(title="commands", required=True, metavar="command")
        own = commands.add_parser(
            "sandbox",
            help="run a local inference server",
            description="Run a local inference server on 127.0.0.1, to try things and for tests.",
        )
    _add_options(own)
    options = parser.parse_args(arguments)
    return _serve(options, own)


def _add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--port",
        type=_port,
        default=8765,
        help="port to listen on; 0 for any free one (%(default)s)",
    )
    parser.add_argument(
        "--model",
        action="append",
        dest="models",
        metavar="ID",
        help="serve this model only (repeatable)",
    )
    parser.add_argument(
        "--pipeline",
        action="append",
        dest="pipelines",
        default=[],
        metavar="TASK=FOLDER",
        help="serve a transformers pipeline from a local folder (repeatable)",
    )
    _add_pace(parser)
    _add_list_options(parser)
    parser.add_argument(
        "--allow-origin",
        action="append",
        dest="origins",
        default=[],
        type=_origin,
        metavar="ORIGIN",
        help="let pages of this site ask, such as http://localhost:8000 (repeatable)",
    )
    parser.add_argument("--log", action="store_true", help="write a line per request to stderr")
    parser.add_argument("--with-parent", action="store_true", help=argparse.SUPPRESS)


def _add_pace(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--pace",
        type=_pace,
        default=os.environ.get(PACE_VARIABLE) or None,
        metavar="N",
        help="tokens a second of models that write to be read along, 0 for as fast as they can; "
        f"also by {PACE_VARIABLE} in the environment",
    )


def _add_list_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--synthetic",
        type=_count,
        nargs="?",
        const=200_000,
        default=0,
        metavar="N",
        help="list so many made-up models besides (%(const)s), to try lists at the Hub's scale",
    )
    parser.add_argument(
        "--listing",
        default="",
        metavar="FAULTS",
        help="faults of the Hub's list of models, such as page=5,rate-limited=1,after=2",
    )
    parser.add_argument(
        "--list", action="store_true", help="print the models and what each is good for, and end"
    )


def _port(text: str) -> int:
    try:
        port = int(text)
    except ValueError:
        port = -1
    if not 0 <= port <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port; needed: an integer from 0 to 65535")
    return port


def _origin(text: str) -> str:
    from hfwidgets.sandbox.origins import checked_origin

    try:
        return checked_origin(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _pace(text: str) -> float:
    try:
        pace = float(text)
    except ValueError:
        pace = -1.0
    if not 0 <= pace <= 1e6:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no number of tokens a second; needed: a number from 0 to 1000000"
        )
    return pace


def _count(text: str) -> int:
    try:
        count = int(text)
    except ValueError:
        count = -1
    if not 0 <= count <= 2_000_000:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no number of models; needed: an integer from 0 to 2000000"
        )
    return count


def _models(options: argparse.Namespace, parser: argparse.ArgumentParser) -> list[Model]:
    """Return the models to serve, those of local folders first."""
    from hfwidgets.sandbox.models import MODELS
    from hfwidgets.sandbox.pipelines import read_pipelines

    for name in options.models or ():
        if name not in MODELS:
            parser.error(f"{name!r} is no model of the sandbox; it has {', '.join(MODELS)}")
    try:
        own = read_pipelines(options.pipelines)
    except ValueError as error:
        parser.error(str(error))
    rows = (MODELS[name] for name in options.models or MODELS)
    return [*own, *(_paced(row, options.pace) for row in rows)]


def _paced(model: Model, pace: float | None) -> Model:
    """Return a model that writes to be read along with another pace, any other as it is."""
    return replace(model, pace=pace) if model.pace and pace is not None else model


def _serve(options: argparse.Namespace, parser: argparse.ArgumentParser) -> int:
    served = _models(options, parser)
    if options.list:
        sys.stdout.write(table(served))
        return 0
    for variable in _ONE_THREAD:
        os.environ.setdefault(variable, "1")
    import asyncio

    from hfwidgets.sandbox.server import serve
    from hfwidgets.sandbox.sites import Sites

    try:
        asyncio.run(
            serve(
                served,
                options.port,
                _announce,
                with_parent=options.with_parent,
                tell=_tell if options.log else None,
                synthetic=options.synthetic,
                listing=options.listing,
                sites=Sites(options.origins),
            )
        )
    except KeyboardInterrupt:
        return 130
    except ValueError as error:
        sys.stderr.write(f"hfwidgets sandbox: --listing: {error}\n")
        return 2
    except OSError as error:
        sys.stderr.write(f"hfwidgets sandbox: {_explained(error, options.port)}\n")
        return 1
    return 0


def table(models: Sequence[Model]) -> str:
    """Return the models of each task: id, licence, and what each is good for, or misses.

    It fits 100 columns, and so a notebook's cell: what is longer goes on in the line below.
    """
    wide = max((len(model.id) for model in models), default=0)
    lines: list[str] = []
    for task, group in groupby(sorted(models, key=_task_of), key=_task_of):
        lines += [task, *(_row(model, wide) for model in group)]
    return "\n".join([*lines, *_providers(models), *_answered_for(models), ""])


def _task_of(model: Model) -> str:
    return model.task


def _row(model: Model, wide: int) -> str:
    start = f"  {model.id.ljust(wide)}  {model.licence.ljust(WIDEST_LICENCE)}  "
    missing = model.missing()
    return textwrap.fill(
        f"not installed: {missing}" if missing else model.good_for,
        MOST_COLUMNS,
        initial_indent=start,
        subsequent_indent=" " * len(start),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _providers(models: Sequence[Model]) -> list[str]:
    """Return lines that tell which inference providers are played, and with which models."""
    from hfwidgets.sandbox.providers.offers import OWN, PROVIDERS, offered

    served = {
        provider: [one.id.partition("/")[2] for one in models if offered(one, provider)]
        for provider in sorted(PROVIDERS)
        if provider != OWN
    }
    wide = max(map(len, served))
    lines = [
        textwrap.fill(
            ", ".join(names),
            MOST_COLUMNS,
            initial_indent=f"  {provider.ljust(wide)}  ",
            subsequent_indent=" " * (wide + 4),
        )
        for provider, names in served.items()
        if names
    ]
    return ["", "Providers of today's service at /{provider}, each with:", *lines] if lines else []


def _answered_for(models: Sequence[Model]) -> list[str]:
    """Return lines that tell which well-known ids are answered, and by what."""
    from hfwidgets.sandbox.aliases import ALIASES, own_id

    answering = [model.id for model in models if not model.missing()]
    found = {name: own_id(name, answering) for name in ALIASES}
    named = {name: own for name, own in found.items() if own in answering}
    if not named:
        return []
    width = max(map(len, named))
    rows = [f"{name.ljust(width)}  {own}" for name, own in named.items()]
    return ["", "Well-known ids, and the models that answer for them here:", *rows]


def _announce(url: str) -> None:
    sys.stdout.write(f"sandbox ready at {url}\n")
    sys.stdout.flush()


def _tell(line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


def _explained(error: OSError, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"port {port} of 127.0.0.1 is taken by another program; "
            "choose another with --port, or 0 for any free one"
        )
    if error.errno == errno.EACCES:
        return f"port {port} may not be used by this user; choose one from 1024 on, or 0"
    return f"cannot listen on port {port} of 127.0.0.1: {error.strerror or error}"
