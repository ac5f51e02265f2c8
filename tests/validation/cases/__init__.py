"""For every passive rule: what turns it red, and what has to leave it green."""
