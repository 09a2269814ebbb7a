"""Keep a click from importing what it never uses.

xlwings imports pandas, numpy, matplotlib and more wherever they are installed, and RunPython
imports xlwings before any module of ours. So this has to run when Python starts: a ``.pth`` file,
which ``thidua install`` puts into the environment, holds ``STARTER``. It acts in processes that a
button of ours started and in no other, so other add-ins on xlwings keep their pandas.
"""

from __future__ import annotations

import gc
import sys
from typing import TYPE_CHECKING, Final, cast

if TYPE_CHECKING:
    from collections.abc import MutableMapping

NOT_FOR_A_CLICK: Final = (
    "IPython",
    "PIL",
    "jinja2",
    "matplotlib",
    "numpy",
    "pandas",
    "plotly",
    "polars",
    "pyarrow",
    "xlwings.pro",
)
"""Packages that xlwings can do without; it then takes and gives lists, never frames."""

FROM_EXCEL: Final = "--from_xl=1"
"""What RunPython passes to every process that it starts."""

STARTER: Final = (
    "import sys; "
    f"{FROM_EXCEL!r} in sys.orig_argv and 'thidua_addin.buttons' in ' '.join(sys.orig_argv) and "
    "__import__('thidua_addin.quick_start').quick_start.leave_out()"
)
"""One line for a ``.pth`` file (or a ``sitecustomize`` module)."""


_MODULES: Final = cast("MutableMapping[str, object]", sys.modules)
"""None among them means: not to be had."""


def leave_out() -> None:
    """Let imports of these packages fail, as if they were not installed.

    A click is over before looking for garbage pays, so that is done less often too.
    """
    gc.set_threshold(100_000, 50, 50)
    for name in NOT_FOR_A_CLICK:
        _MODULES.setdefault(name, None)
