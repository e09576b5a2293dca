"""All that is wrong with a file: rows that cannot be read, media that do not open, doubtful labels."""

from __future__ import annotations

from pathlib import Path

from rich.markup import escape
from tyro.conf import Positional

from plaudit.cli.show import console, write_json
from plaudit.core import DataError


def check(
    file: Positional[Path],
    *,
    format: str | None = None,  # noqa: A002 - the word users know
    media: bool = True,
    most: int = 50,
    json: Path | None = None,
) -> None:
    """Reads every row and opens every medium, and lists all that is wrong by file, line and field.

    Args:
        file: A .jsonl, .json, .csv or .parquet file.
        format: Its format; guessed where not given.
        media: Open the images and videos too.
        most: How many findings to show; all are in --json.
        json: File to write the findings to.
    """
    from plaudit.data import check as findings_of

    if not file.exists():
        raise DataError("there is no such file", where=str(file), remedy="Give a .jsonl, .json, .csv or .parquet file.")
    findings = findings_of(file, format, media)
    for finding in findings[:most]:
        colour = "red" if finding.severity == "error" else "yellow"
        console.print(f"[{colour}]{escape(str(finding))}[/]", soft_wrap=True)
    errors = sum(f.severity == "error" for f in findings)
    rows = [
        {"severity": f.severity, "where": f.where, "field": f.field, "what": f.what, "remedy": f.remedy}
        for f in findings
    ]
    console.print(f"{errors} errors, {len(findings) - errors} warnings")
    write_json(json, {"errors": errors, "warnings": len(findings) - errors, "findings": rows})
    if errors:
        raise DataError(f"{errors} errors", where=str(file), remedy="Mend the rows named above.")
