"""JSON Schemas (2020-12) of SCIM messages and of Scimproof's own files."""
