"""What holds for every test: hypothesis keeps no clock, for the machines that run the tests are shared and noisy."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile("boilerbench", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("boilerbench")
