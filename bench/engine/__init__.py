"""A run in stages: plan, extract, score, reproduce; and what a stored run says.

Outside, ``run.run``, ``score.score_run`` and ``plan.Options`` may be used, and the module whose name is the question.
"""
