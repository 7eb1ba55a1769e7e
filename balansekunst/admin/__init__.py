"""The admin: its site, the base classes of its lists, and the lists of users and of the outbox."""
