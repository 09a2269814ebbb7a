"""The demonstration: a whole year of the cluster of 2021 on invented sample entries."""
