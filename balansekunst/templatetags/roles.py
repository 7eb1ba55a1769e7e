"""The roles of the user."""

from typing import TYPE_CHECKING

from django import template

from balansekunst import access
from balansekunst.access import Role, has_role

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from balansekunst.models import User

register = template.Library()


@register.filter
def is_adviser(user: "User | AnonymousUser") -> bool:
    """Return whether the user is an adviser. Superusers aren't, unless they have the role."""
    return has_role(user, Role.ADVISER)


@register.filter
def is_management(user: "User | AnonymousUser") -> bool:
    return has_role(user, Role.MANAGEMENT)


@register.filter
def may_enter_admin(user: "User | AnonymousUser | None") -> bool:
    """Return whether the admin is for the user; there is none on the page of an error."""
    return user is not None and access.may_enter_admin(user)
