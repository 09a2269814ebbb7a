"""The domain of an emulation campaign: criteria, rules, points, findings, merge.

Pure: values in, values out. No spreadsheet library, no clock, no file but the campaign data
and messages that the package ships.
"""
