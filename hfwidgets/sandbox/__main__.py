"""`python -m hfwidgets.sandbox`: the server itself."""

from hfwidgets.sandbox.cli import main

if __name__ == "__main__":
    raise SystemExit(main(program="python -m hfwidgets.sandbox", subcommand=False))
