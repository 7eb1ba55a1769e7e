"""Work on many rows at once: what it would do is shown first, what it did is recorded, and it can be undone."""
