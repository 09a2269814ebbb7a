"""The Ministry's workbook: all clusters on percent, and each cluster's own table."""
