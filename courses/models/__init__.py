"""The models of courses."""

from courses.models.assignments import Assignment
from courses.models.evaluations import EvaluationAnswer, EvaluationQuestion
from courses.models.events import PublicEvent
from courses.models.topics import Instructor, Topic

__all__ = ["Assignment", "EvaluationAnswer", "EvaluationQuestion", "Instructor", "PublicEvent", "Topic"]
