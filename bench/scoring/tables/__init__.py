"""Tables made of score rows: leaderboards, breakdowns, per-page figures and losses.

``matrix`` arranges score rows, ``page_rules`` says what a page's headline is and when a page broke. All may be used from outside.
"""
