"""Tasks in the queue of the workers."""

from collections.abc import Iterable
from typing import Any

from django_tasks_db.models import DBTaskResult


def enqueue_lost(task: Any, keys: Iterable[int]) -> int:
    """Enqueue the task for the rows with these keys that have none in the queue, and return how many there were."""
    waiting = DBTaskResult.objects.ready().filter(task_path=task.module_path)
    enqueued = {each["args"][0] for each in waiting.values_list("args_kwargs", flat=True)}
    lost = [key for key in keys if key not in enqueued]
    for key in lost:
        task.enqueue(key)
    return len(lost)
