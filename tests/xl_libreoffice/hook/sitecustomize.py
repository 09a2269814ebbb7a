"""Test only: when this folder is on PYTHONPATH, xlwings finds the LibreOffice engine.

The product has no such door: whoever sets this environment starts the process anyway.
"""

import importlib.abc
import importlib.util
import sys
from pathlib import Path


class _AfterXlwings(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path=None, target=None):
        if name != "xlwings":
            return None
        sys.meta_path.remove(self)
        self.spec = importlib.util.find_spec(name)
        return (
            importlib.util.spec_from_loader(name, self, origin=self.spec.origin, is_package=True)
            and self._wrapped()
        )

    def _wrapped(self):
        loader, execute = self.spec.loader, self.spec.loader.exec_module

        def exec_module(module):
            execute(module)
            root = str(Path(__file__).parents[3])
            sys.path.append(root)
            try:
                from tests.xl_libreoffice.engine import engine
            finally:
                sys.path.remove(root)
            made = module.Engine(impl=engine)
            module.engines.add(made)
            made.activate()

        loader.exec_module = exec_module
        return self.spec


sys.meta_path.insert(0, _AfterXlwings())
