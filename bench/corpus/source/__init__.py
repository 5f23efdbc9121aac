"""Source: where bytes come from; ``archive.open_source`` opens a folder, file or archive, ``cache`` says where imported corpora lie."""
