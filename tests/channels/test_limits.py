from __future__ import annotations

import pytest

from bot.channels.limits import Rate, RateLimiter, address_key


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def limiter(clock: Clock, **options: int) -> RateLimiter:
    return RateLimiter(Rate(burst=2, per_minute=6), clock=clock, **options)


def test_a_burst_passes_and_then_one_must_wait(clock: Clock) -> None:
    limits = limiter(clock)
    assert [limits.take("a") for _ in range(3)] == [0.0, 0.0, 10.0]


def test_waiting_as_long_as_told_is_enough(clock: Clock) -> None:
    limits = limiter(clock)
    wait = [limits.take("a") for _ in range(3)][-1]
    clock.now += wait
    assert limits.take("a") == 0.0


def test_asking_while_one_must_wait_does_not_lengthen_the_wait(clock: Clock) -> None:
    limits = limiter(clock)
    waits = [limits.take("a") for _ in range(10)]
    assert waits[-1] == waits[2]


def test_one_person_does_not_use_up_what_another_has(clock: Clock) -> None:
    limits = limiter(clock)
    for _ in range(5):
        limits.take("a")
    assert limits.take("b") == 0.0


def test_memory_is_bounded_and_the_one_unused_for_longest_is_forgotten(clock: Clock) -> None:
    limits = limiter(clock, capacity=3)
    for _ in range(3):
        limits.take("busy")
    for key in ("b", "c", "busy", "d"):
        limits.take(key)
    assert len(limits) == 3
    assert limits.take("busy") > 0.0


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8::1", "2001:db8::ffff", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        (None, "not an address", True),
    ],
)
def test_addresses_count_by_household(one: str | None, other: str, same: bool) -> None:
    assert (address_key(one) == address_key(other)) is same
