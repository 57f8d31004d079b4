"""The command line: `hfwidgets sandbox --port N`, and `python -m hfwidgets.sandbox`."""

from __future__ import annotations

import argparse
import errno
import os
import sys
from collections.abc import Sequence

# More threads for one product of small matrices cost more than they give, and disturb the rest.
_ONE_THREAD = (
    "OPENBLAS_NUM_THREADS",
    "OMP_NUM_THREADS",
    "MKL_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)


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
    parser.add_argument("--log", action="store_true", help="write a line per request to stderr")
    parser.add_argument("--with-parent", action="store_true", help=argparse.SUPPRESS)


def _port(text: str) -> int:
    try:
        port = int(text)
    except ValueError:
        port = -1
    if not 0 <= port <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port; needed: an integer from 0 to 65535")
    return port


def _serve(options: argparse.Namespace, parser: argparse.ArgumentParser) -> int:
    from hfwidgets.sandbox.models import MODELS

    for name in options.models or ():
        if name not in MODELS:
            parser.error(f"{name!r} is no model of the sandbox; it has {', '.join(MODELS)}")
    for variable in _ONE_THREAD:
        os.environ.setdefault(variable, "1")
    import asyncio

    from hfwidgets.sandbox.server import serve

    try:
        asyncio.run(
            serve(
                tuple(options.models or MODELS),
                options.port,
                _announce,
                with_parent=options.with_parent,
                told=_tell if options.log else None,
            )
        )
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        sys.stderr.write(f"hfwidgets sandbox: {_explained(error, options.port)}\n")
        return 1
    return 0


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
