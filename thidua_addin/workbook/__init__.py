"""Closed workbooks: reading one as a ``Snapshot``, and writing any file in one atomic step.

The flow: ``container`` (bytes, zip, limits) -> ``scan`` + ``fast`` (calamine), or on any doubt
``careful`` (openpyxl) -> ``Snapshot``. ``read`` is the door; ``atomic`` is the way out.
"""
