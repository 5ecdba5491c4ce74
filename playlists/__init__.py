"""The wing that makes a week: candidates in, a ranked and explained list out."""
