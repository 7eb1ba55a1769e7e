"""The models of courses."""

from courses.models.assignments import Assignment
from courses.models.bookings import Booking, WishedDate
from courses.models.evaluations import EvaluationAnswer, EvaluationQuestion
from courses.models.events import PublicEvent
from courses.models.feeds import InstructorFeed
from courses.models.topics import Instructor, Topic

__all__ = [
    "Assignment",
    "Booking",
    "EvaluationAnswer",
    "EvaluationQuestion",
    "Instructor",
    "InstructorFeed",
    "PublicEvent",
    "Topic",
    "WishedDate",
]
