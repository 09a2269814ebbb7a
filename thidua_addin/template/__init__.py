"""``workbook_template.xlsm`` and ``thidua.xlam``, built from text sources.

``build`` makes both; ``package`` puts the ribbon (``ribbon``) and the VBA project (``vba_sources``,
``vba_project``, ``compound_file``) into a workbook without macros.
"""
