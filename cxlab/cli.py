"""The cxlab command: the course for students, the marks for instructors. Each command says what it did, and where."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from cxlab import __version__
from cxlab.course.writing import printable

EXISTING = click.Path(exists=True, path_type=Path)
ANY_PATH = click.Path(path_type=Path)
STUDENT = click.option("--student", metavar="NAME", help="Whose; needed only where several students share the folder.")


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, message="cxlab %(version)s")
def main() -> None:
    """Customer experience: the course and its tools.

    Students: `cxlab lab` opens the course; your copies lie in the folder my-course (CXLAB_HOME names another).

    Instructors: `cxlab new-key`, then `cxlab grade` on the files that students made with `cxlab submit`.
    """


def kindly(command: Callable[..., None]) -> Callable[..., None]:
    """Show what went wrong in words, without a traceback."""

    @wraps(command)
    def told(*arguments: Any, **options: Any) -> None:
        try:
            command(*arguments, **options)
        except ValueError as error:
            raise click.ClickException(printable(str(error))) from error
        except OSError as error:
            if error.errno is None:  # one of ours, with words of its own
                raise click.ClickException(str(error)) from error
            where = f" ({error.filename})" if error.filename else ""
            advice = _ADVICE.get(error.errno, "Name another place, or see that you may use this one.")
            raise click.ClickException(printable(f"{error.strerror or error}{where}. {advice} Nothing was left half written.")) from error

    return told


_ADVICE = {
    errno.ENOSPC: "Free some space and try again.",
    errno.ENOENT: "Make the folder first, or name another.",
}


@main.command()
@click.argument("units", nargs=-1)
@kindly
def start(units: tuple[str, ...]) -> None:
    """Lay clean lessons and exercises into my-course; nothing there is ever changed.

    UNITS are, for example, nb05 or 5; all when left out. Where a lesson has changed since, the newer one is laid beside yours.
    """
    from cxlab.course import folder
    from cxlab.course.store import home

    done = folder.start(folder.known_units(units))
    for laid in done:
        if units or laid.what != "kept":
            click.echo(f"  {laid}")
    kept = sum(laid.what == "kept" for laid in done)
    click.echo(f"{len(done) - kept} files laid, {kept} already there. Your folder: {home()}")


@main.command()
@click.option("--no-browser", is_flag=True, help="Do not open a browser; print the address instead.")
@kindly
def lab(no_browser: bool) -> None:
    """Lay what is missing in my-course and open JupyterLab there."""
    from cxlab.course import folder
    from cxlab.course.store import home

    for laid in folder.start():
        if laid.what == "newer version":
            click.echo(f"  {laid}")
    place = home().resolve()
    click.echo(f"Opening JupyterLab on {place}. End it with Ctrl-C.")
    command = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={place}", *(["--no-browser"] if no_browser else [])]
    command += ["--allow-root"] if _root() else []
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])  # so that cells and terminals find `cxlab`
    environment = os.environ | {"CXLAB_HOME": str(place), "PATH": path}
    sys.exit(subprocess.run(command, env=environment, check=False).returncode)


def _root() -> bool:
    """Whether this is root's session, in which JupyterLab wants to be told so."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


@main.command()
@STUDENT
@kindly
def progress(student: str | None) -> None:
    """Show how many practice checks are passed, unit by unit."""
    from cxlab.course.submission import record_of
    from cxlab.course.tallies import progress_of

    click.echo(progress_of(record_of(student, "progress")).summary())


@main.command()
@STUDENT
@click.option(
    "--to", "to", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Folder for the file; my-course when left out."
)
@kindly
def submit(student: str | None, to: Path | None) -> None:
    """Pack your answers into one file to hand in."""
    from cxlab.course.submission import handed_in

    click.echo(handed_in(student, to))


@main.command("new-key")
@click.argument("file", type=ANY_PATH)
@click.option(
    "--count",
    "exercises",
    multiple=True,
    metavar="UNIT_OR_EXERCISE",
    help="What counts, e.g. nb05 or nb13.e1; repeat it. All when left out.",
)
@click.option("--students", type=EXISTING, help="A text file with one name a line; each gets a name with a code to begin with.")
@kindly
def new_key(file: Path, exercises: tuple[str, ...], students: Path | None) -> None:
    """Make a class key: what counts for how much, and who is in the class. Keep it to yourself.

    The marks in FILE may be edited by hand. With --students, give every student the name printed beside theirs: it is what they put
    into cx.begin(unit, student="..."); `cxlab grade` marks other names too, and notes them.
    """
    from cxlab.course import classkey

    names = classkey.names_in(students) if students else []
    made = classkey.new_key(file, exercises, names)
    click.echo(
        f"{file}: {len(made.marks)} exercises count; texts among them are read by a person and stand outside the total. Keep this file to yourself."
    )
    for name in made.students:
        click.echo(f"  {name}\t{made.signed(name)}")


@main.command()
@click.argument("submissions", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--key", "key", type=EXISTING, required=True, help="The class key made by `cxlab new-key`.")
@click.option(
    "--out",
    type=ANY_PATH,
    default=Path("marks.csv"),
    show_default=True,
    help="Where the marks go; mistakes and texts lie beside, under its name.",
)
@kindly
def grade(submissions: Path, key: Path, out: Path) -> None:
    """Mark a folder of answer files: marks.csv, the commonest mistakes, the texts to read, and a picture.

    Answers are compared, code is never run; texts are for you to read, and not in the total. Files that are malformed or do not fit
    together are reported, and the run goes on.
    """
    from cxlab.course import classkey, grading, marksheet

    graded = grading.grade(submissions, classkey.read_key(key))
    files = marksheet.keep(graded, out)
    click.echo(printable(marksheet.report(graded)))
    click.echo("Written: " + ", ".join(str(file) for file in files))


@main.command(hidden=True)
@click.argument("units", nargs=-1)
@kindly
def bind(units: tuple[str, ...]) -> None:
    """For authors: make exercises.ipynb from each unit's key."""
    from cxlab.course import shelf, workbook

    for unit in [shelf.key(unit).unit for unit in units] or shelf.key_files():
        file = shelf.key_files()[unit]
        click.echo(workbook.bind(shelf.read_key(file), file.parent))


@main.command(hidden=True)
@click.argument("unit")
@click.option("--out", type=ANY_PATH, default=Path("shots"), show_default=True)
@kindly
def shots(unit: str, out: Path) -> None:
    """For authors: draw every part of a unit's demo at its start and presets, to look at."""
    from cxlab.course.writing import write_whole
    from cxlab.demos._catalogue import parts_of
    from cxlab.demos._view import png

    parts = parts_of(unit).values()
    out.mkdir(parents=True, exist_ok=True)
    for part in parts:
        for name, settings in [("start", {}), *((preset.name, preset.settings) for preset in part.presets)]:
            view = part.draw(part.state(settings))
            file = out / f"{unit}-{part.name}-{name.replace(' ', '_')}.png"
            write_whole(file, png(view.figure))
            click.echo(f"{file}\n  {view.text}")


@main.command()
@click.argument("world", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--customers", type=click.IntRange(1), default=10_000, show_default=True, help="How many customers.")
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="The same seed gives the same customers.")
@click.option(
    "--out", type=ANY_PATH, required=True, help="Folder for the Parquet files; begun before with the same settings, it is resumed."
)
@click.option("--cycles", type=click.IntRange(1), default=1, show_default=True, help="Journeys of each customer.")
@click.option("--block", type=click.IntRange(1), default=200_000, show_default=True, help="Customers in one file.")
@kindly
def simulate(world: Path, customers: int, seed: int, out: Path, cycles: int, block: int) -> None:
    """Simulate the customers of a WORLD file into a folder of Parquet files.

    Ctrl-C leaves whole files only; the same command goes on where it stopped.
    """
    from cxlab.worlds.files import read

    folder = read(world).simulate_to(out, customers=customers, rng=seed, cycles=cycles, block=block)
    click.echo(f"{customers:,} customers in {folder} (events and customers; the world and the settings stand beside them).")


@main.command("compile")
def compile_() -> None:
    """Compile the simulator and the estimators once, so that the first picture is quick."""
    from cxlab._commissioning import compile_all

    for what in compile_all():
        click.echo(f"  {what}")


@main.command()
@click.argument("orders", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--key", "key", type=EXISTING, required=True, help="The class key; it makes a firm of its own for each team.")
@click.option(
    "--out", type=ANY_PATH, default=Path("field"), show_default=True, help="Folder for the answers; keep it, the budgets are counted there."
)
@kindly
def field(orders: Path, key: Path, out: Path) -> None:
    """Capstone: field the surveys that teams ordered, as far as their budgets go.

    Each team's folder gets its answers and the sheet of its firm. Malformed orders are reported, and the run goes on.
    """
    from cxlab.course import classkey, fieldwork

    for report in fieldwork.field_orders(orders, classkey.read_key(key), out):
        click.echo(printable(str(report)))
    click.echo(f"Written to {out}.")


@main.command()
@click.argument("decisions", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--key", "key", type=EXISTING, required=True, help="The class key that made the firms.")
@click.option("--field", "fielded", type=EXISTING, default=Path("field"), show_default=True, help="The folder that `cxlab field` wrote.")
@click.option("--out", type=ANY_PATH, default=Path("capstone.csv"), show_default=True, help="Where the marks go.")
@kindly
def score(decisions: Path, key: Path, fielded: Path, out: Path) -> None:
    """Capstone: score the teams' decisions against the truth of their firms.

    80 of 100 marks are the machine's; the column for the other 20 is left open for people.
    """
    from cxlab.course import classkey, fieldwork, marksheet
    from cxlab.course.writing import write_whole

    table, problems = fieldwork.score_decisions(decisions, classkey.read_key(key), fielded)
    write_whole(out, table.map(marksheet.harmless).to_csv(index=False, lineterminator="\n"))
    click.echo(table.drop(columns="notes").to_string(index=False) if len(table) else "No decision could be scored.")
    for line in [*problems, *(f"{team}: {note}" for team, note in zip(table["team"], table["notes"], strict=True) if note)]:
        click.echo(f"  {printable(line)}")
    click.echo(f"Written: {out}")


if __name__ == "__main__":
    main()
