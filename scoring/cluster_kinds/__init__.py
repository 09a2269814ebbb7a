"""One file per kind of rule that only the chair can compute; ``scoring.cluster`` gathers them."""
