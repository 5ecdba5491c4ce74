"""The wing that will read what people write about music."""
