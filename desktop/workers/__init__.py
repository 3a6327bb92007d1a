"""Child processes for frames, speech and language, and what keeps them alive."""
