"""Pages: the evidence of the report, one HTML page for each page dump."""
