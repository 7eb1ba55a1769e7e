"""The size of a file, for people."""

from django import template

from balansekunst.fields import file_size

register = template.Library()
register.filter(file_size)
