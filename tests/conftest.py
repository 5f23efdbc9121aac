"""What holds for every test: hypothesis keeps no clock, for the machines that run the tests are shared and noisy; ^C works in children."""

from __future__ import annotations

import signal

from hypothesis import HealthCheck, settings

settings.register_profile("boilerbench", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("boilerbench")

signal.signal(signal.SIGINT, signal.default_int_handler)  # a runner in the background ignores it, and would hand that down
