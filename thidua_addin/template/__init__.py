"""The standard form as ``workbook_template.xlsm``, built from sources."""
