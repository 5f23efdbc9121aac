"""What holds for every test: no clock of hypothesis, for machines are shared and noisy; ^C works in children; numpy as commands run it;
a test is named alike in every process.
"""

from __future__ import annotations

import os
import signal

from hypothesis import HealthCheck, settings

settings.register_profile("boilerbench", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("boilerbench")

signal.signal(signal.SIGINT, signal.default_int_handler)  # a runner in the background ignores it, and would hand that down

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as bench.cli does, before numpy: two threads take eight times as long here


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name bytes by their argument: what is packed holds the time, and two processes that run the tests would name it in two ways."""
    return argname if isinstance(val, bytes) else None
