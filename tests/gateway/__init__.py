"""Shared by the tests of the gateway and of the browser."""
