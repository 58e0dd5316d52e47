"""People correct what was read: they take a dossier, decide its fields, finish it, and somebody else approves it."""
