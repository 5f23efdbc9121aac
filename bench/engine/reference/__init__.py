"""Reference results: making them (``making``), and choosing those that a run stands beside (``beside``)."""
