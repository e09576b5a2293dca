"""`plaudit COMMAND ...`: finds the command's file, reads its options, calls it, and turns errors into exit codes.

0 done, 1 failed, 2 bad usage. A PlauditError is one readable paragraph on standard error; --debug adds the traceback.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import tyro
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

import plaudit
from plaudit.cli import commands
from plaudit.core import PlauditError, UsageError, find, names

DONE, FAILED, BAD_USAGE = 0, 1, 2
_OPTIONS = (tyro.conf.OmitArgPrefixes,)


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Runs one command line and exits."""
    words = list(sys.argv[1:] if argv is None else argv)
    debug = "--debug" in words
    sys.exit(_run([word for word in words if word != "--debug"], debug))


def _run(words: list[str], debug: bool) -> int:
    if not words or words[0] in ("-h", "--help"):
        _overview()
        return DONE if words else BAD_USAGE
    if words[0] == "--version":
        print(plaudit.__version__)
        return DONE
    try:
        command = find(commands, words[0].replace("-", "_"), bare=True)
        tyro.cli(command, prog=f"plaudit {words[0]}", args=words[1:], config=_OPTIONS)
    except PlauditError as error:
        return _failed(error, debug, BAD_USAGE if isinstance(error, UsageError) else FAILED)
    except KeyboardInterrupt:
        return _failed("interrupted", debug, 130)
    except Exception as error:
        if debug:
            raise
        said = str(error).strip() or "no further word"
        return _failed(
            f"{type(error).__name__}: {said} (--debug shows where; this may be a fault of plaudit)", debug, FAILED
        )
    return DONE


def _failed(error: PlauditError | str, debug: bool, code: int) -> int:
    console = Console(stderr=True, highlight=False)
    if debug:
        console.print_exception()
    console.print("[bold red]plaudit:[/]", escape(str(error)), soft_wrap=True)
    return code


def _overview() -> None:
    console = Console(highlight=False)
    console.print(f"[bold]plaudit {plaudit.__version__}[/]: train, trust and use multimodal reward models.\n")
    console.print(
        "[bold]plaudit[/] COMMAND [dim]...[/]      [bold]plaudit[/] COMMAND --help      (--debug: tracebacks)\n"
    )
    table = Table.grid(padding=(0, 3))
    for name in names(commands):
        table.add_row(f"[bold cyan]{name.replace('_', '-')}[/]", _summary(name))
    console.print(Padding(table, (0, 0, 1, 2)))
    console.print("A fresh machine can start with [bold]plaudit demo[/]: no GPU, no download.")


def _summary(name: str) -> str:
    """The first line of the command's file, without importing it."""
    source = Path(commands.__path__[0], f"{name}.py").read_text(encoding="utf-8")
    return (ast.get_docstring(ast.parse(source)) or "").partition("\n")[0]
