"""Faults in received files, made at random: what must hold whatever a file says.

The edits are those of people, of other programs, of bad lines and of somebody who wants points;
``invariants.py`` says what must hold for each. ``python -m tests.fuzz`` runs for minutes,
``test_fuzz.py`` for seconds, both from numbered cases: a case that fails can be made again.
"""
