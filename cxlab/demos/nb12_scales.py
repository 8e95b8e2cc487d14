"""Unit 12, the Scale Bench: how item count, difference scores and factor correlations move a scale's reliability."""
