"""Requests that nobody wrote down: generated, judged by a small model of our own, and shrunk when they go wrong."""
