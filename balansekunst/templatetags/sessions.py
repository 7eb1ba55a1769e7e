"""How a browser is named in the pages of the account."""

from django import template

from balansekunst.sessions import browser_name

register = template.Library()
register.filter(browser_name)
