"""The requirement registry: what the RFCs ask, as data."""
