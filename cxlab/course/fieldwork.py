"""Field work for the capstone: teams' orders and decisions are read as data, answers go back, nothing is executed."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from cxlab import _validate
from cxlab.course import capstone
from cxlab.course.classkey import ClassKey
from cxlab.course.inbox import Malformed, brief, files_in, read_record
from cxlab.course.store import file_name, student_name
from cxlab.course.values import short
from cxlab.course.writing import write_json, write_whole

SURVEYS = 20
QUICK_RESPONSE, CAREFUL = 0.4, 0.9
PARTS = ("items", "n", "careful", "separate", "reminders")


@dataclass
class Fielded:
    """What came of one order file.

    Parameters
    ----------
    file, team : which.
    done : what was fielded in this run, in words.
    problems : what was not, and why.
    left : survey budget that is left, in euros.
    """

    file: str
    team: str = ""
    done: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    left: float = math.nan

    def __str__(self) -> str:
        lines = [f"{self.file}: {', '.join(self.done) or 'nothing new was fielded'}."]
        if self.team:
            lines[0] += f" {self.team} has {self.left:,.2f} euros left."
        return "\n  ".join([*lines, *self.problems])


def field_orders(orders: Path, key: ClassKey, out: Path) -> list[Fielded]:
    """Field what every order asks for, as far as the team's budget goes; keep answers, sheet and ledger in the team's folder.

    Parameters
    ----------
    orders : folder of order files (YAML or JSON), one for each team; a team adds surveys at the end of its file.
    key : the instructor's class key.
    out : folder for the answers. Each team's ledger lies there too: what was fielded once is not fielded or changed again.

    Returns
    -------
    list of Fielded
        One for each file. A malformed order is reported, and the run goes on.
    """
    out.mkdir(parents=True, exist_ok=True)
    found, seen = [], set[str]()
    for label, file in files_in(orders):
        report = Fielded(label)
        found.append(report)
        try:
            order = read_record(file)
            team = team_of(order, key)
            if team in seen:
                raise Malformed(f"is a second order of {team!r}; the first one was fielded")
            seen.add(team)
            _field(order, capstone.firm_of(key, team), out / folder_name(team), report)
        except Malformed as error:
            report.problems.append(f"{label} {brief(error)}")
    return found


def _field(order: Mapping[str, Any], firm: capstone.Firm, folder: Path, report: Fielded) -> None:
    surveys = order.get("surveys", [])
    if not isinstance(surveys, list) or len(surveys) > SURVEYS:
        raise Malformed(f"has no list of at most {SURVEYS} surveys")
    folder.mkdir(parents=True, exist_ok=True)
    write_json(folder / "sheet.json", firm.sheet() | {"prices": capstone.PRICES})
    ledger = read_ledger(folder)
    report.team, spent = firm.team, sum(entry["price"] for entry in ledger["surveys"])
    for number, raw in enumerate(surveys, start=1):
        try:
            survey = checked_survey(raw, firm)
        except (ValueError, TypeError) as error:
            report.problems.append(f"survey {number} was not fielded: {brief(error)}")
            break
        if number <= len(ledger["surveys"]):
            if ledger["surveys"][number - 1]["survey"] != survey:
                report.problems.append(f"survey {number} was changed after it was fielded; the fielded one counts")
            continue
        price = capstone.survey_price(survey)
        if spent + price > capstone.SURVEY_BUDGET:
            left = capstone.SURVEY_BUDGET - spent
            report.problems.append(f"survey {number} was not fielded: it costs {price:,.2f} euros, and {left:,.2f} are left")
            break
        if not ledger["surveys"]:
            ledger["plan"] = _plan(order)
        answers = _answers(firm, survey, number)
        write_whole(folder / f"answers_{number}.csv", answers.to_csv(index=False, lineterminator="\n"))
        ledger["surveys"].append({"survey": survey, "price": price})
        write_json(folder / "ledger.json", ledger)
        spent += price
        report.done.append(f"survey {number}: {len(answers)} of {survey['n']} answered, {price:,.2f} euros")
    fixed = ledger["plan"] if ledger["surveys"] else None
    if fixed is not None and _plan(order) != fixed:
        report.problems.append("the plan was changed after the first survey; the first one counts")
    report.left = capstone.SURVEY_BUDGET - spent


def checked_survey(raw: Any, firm: capstone.Firm) -> dict[str, Any]:
    """One survey of an order with every part in place.

    Parameters
    ----------
    raw : as read from the order.
    firm : whose customers are asked.

    Raises
    ------
    ValueError, TypeError
        For an unknown part or item, and for a number of people outside 10 to 5,000.
    """
    if not isinstance(raw, Mapping):
        raise TypeError(f"it is {short(raw)}, not a table. Write items and n.")
    for part in raw:
        _validate.one_of("part of a survey", part, list(PARTS))
    known = [*capstone.METRICS, *firm.touchpoints]
    asked = raw.get("items", [])
    given = [asked] if isinstance(asked, str) else asked
    if not isinstance(given, list) or not given:
        raise ValueError(f"items={short(asked)} is not a list of items. Choose from {[*known, 'touchpoints']}.")
    items = [name for item in given for name in (firm.touchpoints if item == "touchpoints" else [_validate.one_of("item", item, known)])]
    careful = raw.get("careful", [])
    if isinstance(careful, bool):
        careful = items if careful else []
    if not isinstance(careful, list):
        raise ValueError(f"careful={short(careful)} is not a list of items. Name the items, or write true for all.")
    worded = [_validate.one_of("careful item", name, items) for name in careful]
    survey = {
        "items": list(dict.fromkeys(items)),
        "n": _validate.count("n", raw.get("n"), low=10, high=5000),
        "careful": sorted(set(worded)),
    }
    for extra in ("separate", "reminders"):
        value = raw.get(extra, False)
        if not isinstance(value, bool):
            raise TypeError(f"{extra}={short(value)} is neither true nor false.")
        survey[extra] = value
    return survey


def _answers(firm: capstone.Firm, survey: Mapping[str, Any], number: int) -> pd.DataFrame:
    """What those say who are invited and answer; every survey draws its own people."""
    invited = np.random.default_rng([firm.seed, number]).choice(len(firm.population), survey["n"], replace=False)
    sure = {item: CAREFUL if item in survey["careful"] else firm.reliability.get(item, 0.8) for item in survey["items"]}
    answers = firm.population.ask(
        survey["items"],
        halo=firm.halo * (0.25 if survey["separate"] else 1.0),
        reliability=sure,
        response=None if survey["reminders"] else QUICK_RESPONSE,
        response_extremity=0.0 if survey["reminders"] else 0.4,
        rng=(firm.seed + 7919 * number) % 2**48,
    )
    return answers[answers["customer"].isin(invited)]


def score_decisions(decisions: Path, key: ClassKey, fielded: Path) -> tuple[pd.DataFrame, list[str]]:
    """Score a folder of decision files: one row for each team, and what is wrong with files that could not be scored.

    Parameters
    ----------
    decisions : folder of decision files (YAML or JSON), one for each team.
    key : the class key that made the firms.
    fielded : the folder that `field_orders` wrote, with each team's ledger: its plan, and how many people it asked.

    Returns
    -------
    DataFrame, list of str
        Marks by part, out of what `capstone.WORTH` says; the part that people score is left open.
    """
    rows, problems, seen = [], [], set[str]()
    for label, file in files_in(decisions):
        try:
            record = read_record(file)
            team = team_of(record, key)
            if team in seen:
                raise Malformed(f"is a second decision of {team!r}; the first one was scored")
            seen.add(team)
            rows.append(_scored(record, capstone.firm_of(key, team), read_ledger(fielded / folder_name(team))))
        except Malformed as error:
            problems.append(f"{label} {brief(error)}")
    columns = ["team", *capstone.WORTH, "machine", "by people (20)", "regret in euros", "notes"]
    return pd.DataFrame(rows, columns=columns), problems


def _scored(record: Mapping[str, Any], firm: capstone.Firm, ledger: Mapping[str, Any]) -> dict[str, Any]:
    names, notes = firm.touchpoints, []
    weights, spend = numbers_of(record, "weights", names), numbers_of(record, "spend", names)
    intervals = _intervals(record)
    share, lost = capstone.regret_share(firm, spend) if _affordable(spend) else (0.0, math.nan)
    if math.isnan(lost):
        notes.append("the spending is negative or above the budget: no marks for regret")
        spend = dict.fromkeys(names, 0.0)
    lacking = [name for name in capstone.WIDTHS if name not in intervals]
    notes += [f"no usable interval for {', '.join(lacking)}"] if lacking else []
    people = sum(entry["survey"]["n"] for entry in ledger["surveys"])
    kept, said = capstone.plan_share(ledger["plan"], {**record, "spend": spend}, people)
    shares = {
        "ranking": capstone.ranking_share(firm, weights),
        "intervals": capstone.interval_share(firm, intervals, spend),
        "regret": share,
        "plan": kept,
    }
    marks = {part: round(worth * shares[part], 1) for part, worth in capstone.WORTH.items()}
    row: dict[str, Any] = {"team": firm.team, **marks, "machine": round(sum(marks.values()), 1), "by people (20)": ""}
    return row | {"regret in euros": "" if math.isnan(lost) else round(lost), "notes": "; ".join([*notes, *said])}


def _affordable(spend: Mapping[str, float]) -> bool:
    return min(spend.values()) >= 0 and sum(spend.values()) <= capstone.INVESTMENT_BUDGET * (1 + 1e-9)


def numbers_of(record: Mapping[str, Any], part: str, names: list[str]) -> dict[str, float]:
    """A finite number for every touchpoint; a Malformed where there is none."""
    table = record.get(part)
    if not isinstance(table, Mapping) or set(table) != set(names):
        raise Malformed(f"needs {part!r} with a number for each of {names}")
    if any(isinstance(v, bool) or not isinstance(v, (int, float)) or not abs(v) < 1e12 for v in table.values()):
        raise Malformed(f"has a {part!r} that is no finite number")
    return {name: float(table[name]) for name in names}


def _intervals(record: Mapping[str, Any]) -> dict[str, tuple[float, float]]:
    """The intervals that can be used: two numbers, the lower first."""
    table = record.get("intervals")
    found = {}
    for name in capstone.WIDTHS:
        pair = table.get(name) if isinstance(table, Mapping) else None
        if not isinstance(pair, list) or len(pair) != 2:
            continue
        numbers = all(isinstance(v, (int, float)) and not isinstance(v, bool) and abs(v) < 1e12 for v in pair)
        if numbers and pair[0] <= pair[1]:
            found[name] = (float(pair[0]), float(pair[1]))
    return found


def team_of(record: Mapping[str, Any], key: ClassKey) -> str:
    """The team's name; with a list in the key, only names with their code are taken."""
    try:
        name = student_name(record.get("team"))
    except (ValueError, TypeError) as error:
        raise Malformed(f"has a team name that cannot be used: {error}") from error
    if name is None:
        raise Malformed("has no team name; begin with 'team:'")
    note = key.note_on(name)
    if note:
        raise Malformed(f"was left out: {note}")
    return name.rpartition(":")[0] if key.students else name


def folder_name(team: str) -> str:
    """A folder name for a team, safe on every system."""
    return Path(file_name(team, "team")).stem


def _plan(order: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of the plan that hold what they should; others are lacking."""
    plan = order.get("plan")
    given = plan if isinstance(plan, Mapping) else {}
    return {name: given[name] for name in capstone.PLAN if capstone.filled(name, given.get(name))}


def read_ledger(folder: Path) -> dict[str, Any]:
    """What was fielded for a team, and its plan as it stood then; a Malformed where that can no longer be read."""
    file = folder / "ledger.json"
    if not file.is_file():
        return {"plan": {}, "surveys": []}
    try:
        ledger = json.loads(file.read_text(encoding="utf-8"))
        fielded = [{"survey": dict(one["survey"], n=int(one["survey"]["n"])), "price": float(one["price"])} for one in ledger["surveys"]]
        return {"plan": dict(ledger["plan"]), "surveys": fielded}
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Malformed(
            f"was left out: {folder.name}/{file.name}, which counts what the team has spent, is damaged; put back a copy of it"
        ) from error
