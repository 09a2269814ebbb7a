"""The sheets of the criteria workbook, one file for each kind of sheet."""
