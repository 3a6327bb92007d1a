"""From what was said to scores, findings and a study plan. Pure: models come in as arguments."""
