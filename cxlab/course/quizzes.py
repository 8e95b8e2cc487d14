"""Questions with radio buttons: quiz (with an answer, which stands in no output) and predict (without)."""

from __future__ import annotations

import html
from typing import Any

from cxlab import _validate
from cxlab.course import opening, shelf
from cxlab.course.answers import Said
from cxlab.course.questions import Guess, Quiz


def quiz(first: str, *others: str) -> Asked:
    """Ask one or several questions; a choice gets an answer at once.

    Parameters
    ----------
    first : an id, for example "nb05.r1".
    *others : further ids, for example "nb05.r2".

    Returns
    -------
    Asked
        Radio buttons in a notebook; `choose(option)` answers from code.

    Raises
    ------
    ValueError
        When there is no such question.

    Examples
    --------
    >>> quiz("nb05.nothing")  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    ...
    ValueError: ...
    """
    return Asked([shelf.quiz(item) for item in (first, *others)])


def predict(question: str) -> Asked:
    """Ask for a guess before something is shown. No option is marked right or wrong: look and compare.

    Parameters
    ----------
    question : its id, for example "nb05.g1".

    Returns
    -------
    Asked
        Radio buttons in a notebook; `choose(option)` guesses from code.

    Raises
    ------
    ValueError
        When there is no such question.

    Examples
    --------
    >>> predict("nb05.nothing")  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    ...
    ValueError: ...
    """
    return Asked([shelf.guess(question)])


class Asked:
    """Questions on the page.

    Parameters
    ----------
    questions : quizzes, or guesses.
    """

    def __init__(self, questions: list[Any]):
        self.questions = questions
        self._page: Any = None

    def choose(self, option: str, question: str | None = None) -> Said:
        """Choose an option of a question (the first one when left out), as a click does."""
        known = {asked.id: asked for asked in self.questions}
        asked = known[_validate.one_of("question", question, list(known))] if question is not None else self.questions[0]
        _validate.one_of("option", option, asked.options)
        return _guessed(asked, option) if isinstance(asked, Guess) else _answered(asked, option)

    def __repr__(self) -> str:
        return "\n".join(f"{asked.question}\n" + "\n".join(f"  ( ) {option}" for option in asked.options) for asked in self.questions)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        if self._page is None:
            self._page = self._built()
        live = self._page._repr_mimebundle_()
        twin = {"text/html": "".join(_still(asked) for asked in self.questions), "text/plain": repr(self)}
        return {**{kind: data for kind, data in live.items() if "widget" in kind}, **twin}

    def _built(self) -> Any:
        import ipywidgets as widgets

        return widgets.VBox([self._one(asked, widgets) for asked in self.questions])

    def _one(self, asked: Any, widgets: Any) -> Any:
        options = widgets.RadioButtons(options=list(asked.options), value=None, layout=widgets.Layout(width="max-content"))
        said = widgets.HTML()

        def chosen(change: Any) -> None:
            if change["new"] is not None:
                said.value = self.choose(change["new"], asked.id)._repr_html_()

        options.observe(chosen, names="value")
        return widgets.VBox([widgets.HTML(_prompt(asked)), options, said])


def _answered(asked: Quiz, option: str) -> Said:
    right = option == asked.answer
    if opening.begun():
        opening.store().change(lambda record: _count_choice(record, asked.id, option, right))
    if right:
        return Said(f"Right. {asked.why}".strip(), "right")
    return Said(f"Not yet. {asked.not_yet.get(option, 'Read the question again, and choose another.')}", "not yet")


def _guessed(asked: Guess, option: str) -> Said:
    opening.keep_guess(asked.id, option)
    return Said(f"Your guess: {option}. {asked.after}".strip(), "hint")


def _count_choice(record: dict[str, Any], question: str, option: str, right: bool) -> None:
    before = record["quizzes"].get(question)
    first = before.get("first") if isinstance(before, dict) else None
    record["quizzes"][question] = {"first": first if isinstance(first, str) else option, "last": option, "right": right}


def _prompt(asked: Any) -> str:
    return f'<p style="margin:.3em 0;max-width:60em;line-height:1.4"><b>{html.escape(asked.question)}</b></p>'


def _still(asked: Any) -> str:
    return f"{_prompt(asked)}<ul>" + "".join(f"<li>{html.escape(option)}</li>" for option in asked.options) + "</ul>"
