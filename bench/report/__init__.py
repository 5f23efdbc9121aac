"""Report: what a run says, as a folder of HTML pages and in other formats; it only formats.

From outside: build (the report), comparison (two runs), scopes and formats (boards elsewhere), figures.export (figures as files), serving.
"""
