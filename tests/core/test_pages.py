"""Pages and their sites."""

import pytest

from discograph.core.pages import site_of


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://www.lanternpost.example/a", "lanternpost.example"),
        ("http://WWW.Tapehiss.example:80/", "tapehiss.example"),
        ("https://tapehiss.example.:8443/", "tapehiss.example:8443"),
        ("https://user:secret@tapehiss.example/", "tapehiss.example"),
        ("http://[2001:db8::1]:8080/", "[2001:db8::1]:8080"),
        ("https://www./", "www"),
        ("file:///tmp/saved.html", "local"),
        ("saved.html", "local"),
        ("http://[broken", "local"),
        ("http://host:port/", "local"),
    ],
)
def test_a_page_is_of_one_site(url: str, site: str) -> None:
    assert site_of(url) == site
