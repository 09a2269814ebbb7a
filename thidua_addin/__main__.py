"""``python -m thidua_addin`` is the command ``thidua``."""

import sys

from thidua_addin.cli import main

sys.exit(main())
