"""Report: what a run says, as a folder of HTML pages and in other formats; it only formats."""
