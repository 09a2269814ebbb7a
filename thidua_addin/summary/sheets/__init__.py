"""The sheets of the summary, one file each."""
