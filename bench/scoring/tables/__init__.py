"""Tables made of score rows: leaderboards, breakdowns, per-page figures and losses.

All public names may be used from outside.
``matrix`` arranges score rows once for all, ``page_rules`` says what a page's headline is and when a page broke.
"""
