"""The embedded target: a real SCIM server on loopback that can misbehave on demand."""
