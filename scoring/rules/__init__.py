"""One file per kind of scoring rule; ``union`` gathers them."""
