"""What keeps a worker from network, files, processes and privileges of whoever runs it."""
