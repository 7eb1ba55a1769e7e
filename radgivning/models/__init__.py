"""The advice line: coded facts of each contact, and the log of who has seen them."""

from radgivning.models.access_log import LogEntry, LogHead
from radgivning.models.enquiries import Enquiry, Ground, Topic
from radgivning.models.releases import Release

__all__ = ["Enquiry", "Ground", "LogEntry", "LogHead", "Release", "Topic"]
