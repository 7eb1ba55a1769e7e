"""What people may ask about themselves: to see what is stored, to be erased; and how long each kind is stored."""
