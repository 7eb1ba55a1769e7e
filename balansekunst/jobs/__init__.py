"""Work that takes longer than a request: done by workers, shown while it runs, and safe to begin again."""
