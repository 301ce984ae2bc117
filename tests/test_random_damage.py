"""What holds of any document, whatever has been done to it: damage put on damage, on documents made by chance.

A few hundred examples here; `python -m benchmarks.properties --examples 20000` is the long run.
"""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings

from benchmarks import properties


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(properties.sources())
def test_damage_on_damage(source: properties.Source) -> None:
    properties.check(source)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(properties.spoilt_bytes())
def test_nothing_escapes_whatever_the_bytes(data: bytes) -> None:
    properties.check_bytes(data)
