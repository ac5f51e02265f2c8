"""Judging messages: SCIM schemas as JSON Schema, message schemas, passive rules."""
