"""What the check of a deployment says where it cannot go on, and of an address on this computer."""

from __future__ import annotations

from typing import Any

import pytest

from tierline.deploy.check import check
from tierline.deploy.door import Answer, Door


class Answering(Door):
    """A server that gives every request the same answer."""

    def __init__(self, url: str, status: int) -> None:
        super().__init__(url)
        self.status, self.asked = status, 0

    def ask(self, *_request: Any, **_more: Any) -> Answer:
        self.asked += 1
        return Answer(self.status, {}, b"")


def test_a_name_that_is_not_served_is_told_once_with_the_mend() -> None:
    door = Answering("https://other.example", 421)
    (found,) = check(door, "li.na", "secret")
    assert (found.fine, found.told, door.asked) == (False, "421", 1)
    assert "https://other.example" in found.what.render("en")
    assert "server_name" in found.what.render("en")
    assert "server_name" in found.what.render("zh")


@pytest.mark.parametrize(
    ("url", "fine", "said"),
    [
        ("https://tiers.example", True, "passwords travel encrypted (https)"),
        ("http://tiers.example", False, "passwords travel encrypted (https)"),
        ("http://127.0.0.1:8000", True, "passwords stay on this computer (http to itself)"),
    ],
)
def test_what_is_said_of_passwords_is_what_the_address_does(url: str, fine: bool, said: str) -> None:
    first = next(check(Answering(url, 401), "li.na", "secret"))
    assert (first.fine, first.what.render("en")) == (fine, said)
