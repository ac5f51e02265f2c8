"""What each command of the command line does: thin, one module a command."""
