"""The chair's summary workbook: layout, build, the submissions embedded in it, tidy tables.

``build.build_summary`` writes it, ``embed`` reads back what it carries, ``frames`` (the only
module that knows pandas) turns it into a tidy table.
"""
