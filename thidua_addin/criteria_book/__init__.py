"""The criteria workbook: a campaign as a chair edits it, with Excel and without programming.

The flow: ``tables`` (with ``side_tables``, ``parameters``, ``words``) says which tables there are
and how they are worded; ``flatten`` turns a campaign into rows, ``build`` writes them, ``live``
has the checks that work in Excel itself. ``read`` turns cells back into rows, ``gather`` (with
``attach``) rows into the data of a campaign file, and ``locate`` brings each finding about that
data to the cell that it came from, in the words of the workbook (``wording.toml``).
"""
