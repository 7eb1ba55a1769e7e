"""Querysets of enquiries and the access log."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, NoReturn, Self

from django.db import models

if TYPE_CHECKING:
    from balansekunst.figures import Period


class EnquiryQuerySet(models.QuerySet[Any]):
    """Enquiries to the advice line."""

    def in_period(self, period: "Period") -> Self:
        return self.filter(date__range=period.days)


class LogEntryQuerySet(models.QuerySet[Any]):
    """Entries of the access log. They can't be updated or deleted."""

    def between(self, start: datetime, end: datetime) -> Self:
        """Filter to entries from `start` until, not including, `end`."""
        return self.filter(at__gte=start, at__lt=end)

    def of_others(self) -> Self:
        """Filter to entries of enquiries that weren't the user's own: those have a reason."""
        return self.exclude(enquiry=None).exclude(why="")

    def of_accounts(self) -> Self:
        """Filter to entries of changes of accounts."""
        return self.filter(self._about_accounts())

    def by_user(self) -> Any:
        """Return for each user how often they saw or changed enquiries; `reads` are of their own."""
        actions = self.model.Action
        writes = models.Q(action__in=[actions.ADD, actions.CHANGE, actions.DELETE])
        own = models.Q(enquiry__isnull=True) | models.Q(why="")
        return (
            self.exclude(self._about_accounts())
            .order_by("user__name", "user")
            .values("user", "user__name")
            .annotate(
                lists=models.Count("pk", filter=models.Q(action=actions.LIST)),
                reads=models.Count("pk", filter=models.Q(action=actions.READ) & own),
                reads_of_others=models.Count("pk", filter=models.Q(action=actions.READ) & ~own),
                writes=models.Count("pk", filter=writes),
                exports=models.Count("pk", filter=models.Q(action=actions.EXPORT)),
            )
        )

    def _about_accounts(self) -> models.Q:
        actions = self.model.Action
        return models.Q(action__in=[actions.ACCOUNT_ASKED, actions.ACCOUNT_DONE, actions.ACCOUNT_REJECTED])

    def update(self, **_kwargs: Any) -> NoReturn:
        raise TypeError("The access log is append-only.")

    def delete(self) -> NoReturn:
        raise TypeError("The access log is append-only.")
