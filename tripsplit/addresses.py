"""Addresses that settings hold, checked while they are read."""

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured


def site_address(address: str) -> str:
    """How people reach the site, with no slash at its end. Raises ImproperlyConfigured."""
    if not address.startswith(("http://", "https://")):
        raise ImproperlyConfigured("PUBLIC_BASE_URL is how people reach the site, such as https://trips.example.org.")
    return address.rstrip("/")


def model_address(address: str, provider: str) -> str:
    """Where the language model's server is. OpenAI's protocol has its version in the path. Raises ImproperlyConfigured."""
    address = address.rstrip("/")
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ImproperlyConfigured("LLM_BASE_URL is an address such as http://localhost:11434.")
    if "@" in parts.netloc:
        raise ImproperlyConfigured("LLM_BASE_URL holds no user or password: the key of a server goes into LLM_API_KEY.")
    return f"{address}/v1" if provider == "openai" and not parts.path else address
