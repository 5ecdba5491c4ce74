"""The command line: parses, asks `discograph.client.Discograph`, prints."""

from .app import main

__all__ = ["main"]
