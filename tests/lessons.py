"""Run lessons without a browser: keep their new outputs (`make notebooks`), or print their main tables (`make tour`)."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from typing import Any

import nbformat

MAIN_TABLE = "main-table"  # tag of the cell that holds a lesson's main table
WIDGET = "application/vnd.jupyter.widget-view+json"
_FETCHED = re.compile(r"fetch\(\\?[\"'](\w+)\\?[\"']")


def absent_data(notebook: Path) -> list[str]:
    """The data sets that a notebook fetches and this machine does not have."""
    from cxlab import data

    return [name for name in _FETCHED.findall(notebook.read_text(encoding="utf-8")) if data.missing(name)]


def run(notebook: Path) -> Any:
    """Run a notebook from top to bottom in a fresh kernel; the first error stops it."""
    from nbclient import NotebookClient

    lesson = nbformat.read(notebook, as_version=4)
    place = {"metadata": {"path": str(notebook.parent)}}
    NotebookClient(lesson, timeout=120, kernel_name="python3", record_timing=False, store_widget_state=False, resources=place).execute()
    return lesson


def tidied(lesson: Any) -> Any:
    """The same notebook without what differs from machine to machine; a widget leaves its static twin."""
    lesson.metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    for cell in lesson.cells:
        cell.metadata.pop("execution", None)
        if cell.cell_type == "code":
            cell.outputs = joined(cell.outputs)
        for output in cell.get("outputs", []):
            if WIDGET in output.get("data", {}) and len(output["data"]) > 1:
                del output["data"][WIDGET]
    return lesson


def joined(outputs: list[Any]) -> list[Any]:
    """Printed lines in one piece, however the kernel's clock cut them."""
    whole: list[Any] = []
    for output in outputs:
        if whole and output.output_type == "stream" and whole[-1].output_type == "stream" and whole[-1].name == output.name:
            whole[-1] = nbformat.NotebookNode(whole[-1], text=whole[-1].text + output.text)
        else:
            whole.append(output)
    return whole


def title(lesson: Any) -> str:
    """The first heading of a notebook."""
    text = "\n".join(cell.source for cell in lesson.cells if cell.cell_type == "markdown")
    heading = re.search(r"^# *(.+)$", text, re.MULTILINE)
    return heading.group(1) if heading else "untitled"


def main_table(lesson: Any) -> str:
    """What the cell tagged `main-table` shows, as text."""
    cells = [cell for cell in lesson.cells if MAIN_TABLE in cell.metadata.get("tags", [])]
    if len(cells) != 1:
        raise ValueError(f"{len(cells)} cells of {title(lesson)!r} bear the tag {MAIN_TABLE!r}. Give it to exactly one.")
    shown = [output.get("text") or output.get("data", {}).get("text/plain", "") for output in cells[0].outputs]
    return "\n".join(shown).strip()


def main(arguments: list[str]) -> None:
    """Run the named notebooks; keep their outputs, or print their main tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", action="store_true", help="write the new outputs into the notebooks")
    parser.add_argument("notebooks", nargs="+", type=Path)
    chosen = parser.parse_args(arguments)
    for notebook in chosen.notebooks:
        if absent := absent_data(notebook):
            print(f"{notebook.name} was left out: its data {absent} is not here. README.md says how to get it.\n")
            continue
        lesson = run(notebook)
        if chosen.keep:
            nbformat.write(tidied(lesson), notebook)
            print(f"{notebook.name}: outputs kept")
        else:
            print(f"{title(lesson)}\n\n{main_table(lesson)}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
