"""Run folders: the one writer and the one reader of every stored table, reuse, history.

Whoever writes a run uses ``run_folder``, ``journal``, ``reuse`` and ``measured``; whoever looks at one asks ``frames`` (data frames),
``boards`` (leaderboards), ``pairs`` (one page of one adapter) or ``history``.
"""
