"""The notice workbook: what the cluster found about one unit, where the unit answers."""
