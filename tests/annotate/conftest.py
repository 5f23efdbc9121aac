"""Lets the tests of this folder share what one of them makes."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
