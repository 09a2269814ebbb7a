"""The chair's documents (.docx): facts from a merge, poured into templates that people can edit."""
