"""The stages: each reads from the graph, calls one wing and writes back."""
