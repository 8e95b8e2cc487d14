"""The course: begin, predict, quiz, check, hint, progress; the student's folder; grading. Everything else is loaded on use."""

from cxlab.course.answers import check, hint
from cxlab.course.opening import begin
from cxlab.course.quizzes import predict, quiz
from cxlab.course.submission import submit
from cxlab.course.tallies import progress

__all__ = ["begin", "check", "hint", "predict", "progress", "quiz", "submit"]
