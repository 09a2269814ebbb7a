"""Putting the program onto an office PC, taking it off again, and saying how it stands."""
