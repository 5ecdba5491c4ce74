"""The wing that measures: replay of held-out plays, baselines, metrics and their intervals."""
