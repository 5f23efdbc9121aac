"""A run in stages: plan, extract, score, reproduce; what a stored run says of losses, failures and page types.

Outside, ``run.run``, ``score.score_run`` and ``plan.Options`` may be used, and the module whose name is the question.
"""
