"""A recorded story, played again: against a server, or as a program that somebody else can run."""
