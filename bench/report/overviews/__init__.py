"""Pages that stand beside the reports of runs: figures over runs (``trends``, ``history_page``), what came of a crawl (``crawl_page``)."""
