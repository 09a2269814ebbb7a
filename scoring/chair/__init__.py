"""The chair's year: appraisal, approved targets, cross-scoring, ballot, awards."""
