"""What can be told of the hosts of a site without asking anyone."""

from collections.abc import Iterable

LOCAL_HOSTS = {"localhost", "127.0.0.1", "[::1]"}


def are_local(hosts: Iterable[str]) -> bool:
    """Tell whether these names are those of this very machine: nobody listens on the way."""
    return set(hosts) <= LOCAL_HOSTS


def root_address(hosts: Iterable[str], *, is_https: bool) -> str:
    """Guess the address people type, from the first name that is one; "" when none is."""
    for host in hosts:
        if host in LOCAL_HOSTS:
            return f"http://{host}:8000"  # where script/server listens
        if not host.startswith(("*", ".")):
            return f"{'https' if is_https else 'http'}://{host}"
    return ""
