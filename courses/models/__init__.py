"""The models of courses."""

from courses.models.assignments import Assignment
from courses.models.topics import Instructor, Topic

__all__ = ["Assignment", "Instructor", "Topic"]
