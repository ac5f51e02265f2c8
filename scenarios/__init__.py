"""The suites: pytest modules ``check_*.py``, one folder per suite."""
