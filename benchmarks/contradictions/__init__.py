"""Questions about contradictions: hits on labelled pairs, false alarms on real speech."""
