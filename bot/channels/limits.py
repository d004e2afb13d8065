"""How often one person, and one address, may write: token buckets in memory, bounded in number."""

from __future__ import annotations

import ipaddress
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Rate:
    """``burst`` messages at once, then ``per_minute`` of them each minute."""

    burst: int
    per_minute: float


class RateLimiter:
    """One bucket a key; beyond ``capacity`` keys, the key unused for longest is forgotten."""

    def __init__(self, rate: Rate, *, capacity: int = 10_000, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate, self._capacity, self._clock = rate, capacity, clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str) -> float:
        """0.0 when the message may pass, else the seconds until the next one may."""
        tokens = self._level(key)
        passes = tokens >= 1.0
        self._buckets[key] = (tokens - 1.0 if passes else tokens, self._clock())
        self._buckets.move_to_end(key)
        if len(self._buckets) > self._capacity:
            self._buckets.popitem(last=False)
        return 0.0 if passes else (1.0 - tokens) * 60.0 / self._rate.per_minute

    def __len__(self) -> int:
        return len(self._buckets)

    def _level(self, key: str) -> float:
        tokens, since = self._buckets.get(key, (float(self._rate.burst), self._clock()))
        return min(self._rate.burst, tokens + (self._clock() - since) * self._rate.per_minute / 60.0)


def address_key(host: str | None) -> str:
    """The key of an address: IPv6 by its /64, which is what one household or one attacker holds.

    >>> address_key("2001:db8::1") == address_key("2001:db8::2")
    True
    """
    try:
        address = ipaddress.ip_address(host or "")
    except ValueError:
        return "unknown"
    if address.version == 4:
        return str(address)
    return str(ipaddress.ip_network((address, 64), strict=False))
