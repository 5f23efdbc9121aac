"""Text: how the bytes of a page become what an adapter gets: ``payload`` makes the body a worker is sent, ``decode`` a page's text.

Whoever changes one of the modules they import changes the key under which results are reused.
"""
