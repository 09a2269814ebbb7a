"""What the product does, once for the command line and for the Excel buttons."""
