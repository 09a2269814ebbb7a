"""LibreOffice as a host of xlwings, for tests: only what the add-in uses, loud about the rest."""
