"""Renderings of one results record: terminal, HTML, JUnit, Markdown, HAR."""
