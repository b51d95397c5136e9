"""Issues: what is due, who approved it, for whom it was composed, and what was frozen."""
