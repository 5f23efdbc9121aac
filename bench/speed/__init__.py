"""Speed: time adapters page by page, and judge versions by it.

From outside: session and summary (the suite and its figures), regression (the gate), releases and valgrind. Each says how it is measured.
"""
