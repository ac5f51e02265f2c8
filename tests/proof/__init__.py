"""The proof that checks detect what they are for: every fault of the lab is played, and a page says what saw it."""
