"""Text: how the bytes of a page become what an adapter gets.

From outside, ``payload`` makes the body a worker is sent and ``decode`` the text of a page; whoever changes one of the modules they
import changes the key under which results are reused.
"""
