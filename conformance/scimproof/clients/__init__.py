"""Emulated SCIM clients: each sends what that client really sends."""
