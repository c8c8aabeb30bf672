"""Where the model's server is: on this machine, or somewhere that what is sent to it leaves this machine for. Pure."""

from ipaddress import IPv6Address, ip_address
from urllib.parse import urlsplit

CLOUD = "https://ollama.com"


def host_of(address: str) -> str:
    """The server as people name it: its host, and its port where it has one of its own; all of them, of an address with several."""
    return " and ".join(urlsplit(url).netloc for url in address.split())


def is_in_the_cloud(model: str) -> bool:
    """Whether Ollama passes on to CLOUD what is put to this model, though its own server may be on this machine: the tag says so."""
    tag = model.rpartition("/")[2].partition(":")[2].lower()
    return tag == "cloud" or tag.endswith("-cloud")


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
