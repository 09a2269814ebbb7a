"""The workbook in which one unit scores others (*chấm chéo*): built, read back, its cells listed.

It is macro-free and speaks only of the units that the scorer is to score. A very hidden sheet
says whose it is, of which campaign and period, and which submissions the scorer saw.
"""
