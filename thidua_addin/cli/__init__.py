"""The command line ``thidua``: its shapes and exit statuses are a contract."""

from thidua_addin.cli.main import main

__all__ = ["main"]
