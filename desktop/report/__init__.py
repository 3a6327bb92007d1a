"""The report of a finished session: one view, and its exporters (HTML, PDF, Markdown, JSON)."""
