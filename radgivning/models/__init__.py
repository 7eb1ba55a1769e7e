"""The advice line: enquiries, the access log and released figures."""

from radgivning.models.access_log import LogEntry, LogHead
from radgivning.models.enquiries import Enquiry, Ground, Topic
from radgivning.models.releases import Release

__all__ = ["Enquiry", "Ground", "LogEntry", "LogHead", "Release", "Topic"]
