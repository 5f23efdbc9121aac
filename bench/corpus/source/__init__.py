"""Source: where the bytes of a corpus come from.

From outside, ``archive.open_source`` opens a folder, file or archive and ``cache`` says where imported corpora lie.
"""
