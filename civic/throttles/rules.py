"""Where a request comes from."""

from ipaddress import IPv6Address, ip_address

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest


def source_of(request: HttpRequest) -> str:
    """The visitor's address as the last of our proxies wrote it down. Of IPv6 the first 56 bits: one subscriber
    may hold all that follows. "" where nobody wrote one: all such are one source."""
    try:
        address = ip_address(get_adapter().get_client_ip(request))
    except (PermissionDenied, ValueError):
        return ""
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(IPv6Address(int(address) >> 72 << 72))
