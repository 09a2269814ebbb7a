"""Workbooks, command line and Excel buttons around the pure domain in ``scoring``."""

__version__ = "0.1.0"
