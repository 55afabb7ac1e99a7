"""Measured comparisons, one command each, figures printed as ratios to a stated limit."""
