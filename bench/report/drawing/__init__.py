"""Drawing: templates, style sheets, colours and scales of pages and figures; private to bench.report."""
