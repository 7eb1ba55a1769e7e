"""Who reads the page."""

from typing import TYPE_CHECKING

from django import template

from balansekunst.access import Role, has_role

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from balansekunst.models import User

register = template.Library()


@register.filter
def is_adviser(user: "User | AnonymousUser") -> bool:
    """Tell if the user answers the advice line; a superuser may do all, and yet isn't one."""
    return has_role(user, Role.ADVISER)


@register.filter
def is_management(user: "User | AnonymousUser") -> bool:
    """Tell if the user is one of the association's managers."""
    return has_role(user, Role.MANAGEMENT)
