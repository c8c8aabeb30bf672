"""Where the model's server is: on this machine, or somewhere that what is sent to it leaves this machine for. Pure."""

from ipaddress import IPv6Address, ip_address
from urllib.parse import urlsplit


def host_of(url: str) -> str:
    """The server as people name it: its host, and its port where it has one of its own."""
    return urlsplit(url).netloc


def is_elsewhere(url: str) -> bool:
    """Whether the address is certainly not this machine's own loopback. No name is looked up: what is unsure is elsewhere."""
    name = (urlsplit(url).hostname or "").removesuffix(".")
    if name == "localhost" or name.endswith(".localhost"):
        return False
    try:
        address = ip_address(name)
    except ValueError:
        return True
    if isinstance(address, IPv6Address):
        address = address.ipv4_mapped or address
    return not address.is_loopback
