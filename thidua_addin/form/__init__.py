"""The unit's workbook: where things are, how it is built, how it is read."""
