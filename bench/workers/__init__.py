"""How one extractor is run safely, in a child process that reads pages and answers with text.

From outside: ``pool``, ``schedule``, ``surroundings``, ``limits`` and ``outcome`` to run adapters, ``conversation`` and ``wire``
to speak to one worker, ``conformance`` to check one; ``boot.py`` and the bridge are started by path.
"""
