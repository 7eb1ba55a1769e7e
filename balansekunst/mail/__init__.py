"""E-mail: the outbox."""
