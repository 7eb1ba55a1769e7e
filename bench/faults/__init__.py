"""What the program does when what it depends on fails."""
