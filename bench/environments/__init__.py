"""What extractors run in: virtual environments, versions, commands, and the key of their results.

Whoever runs extractors asks here: ``envs`` for environments, ``launch`` for a pool of workers, ``availability``, ``checks`` and ``trials``
for what runs on this machine, ``identity`` for the key under which a result may be used again.
"""
