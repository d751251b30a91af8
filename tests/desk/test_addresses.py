"""The way back of a task is an address of ours, whatever was asked for."""

import re

import pytest

from civic.desk.marks import Mark, marked
from civic.memberships.models import Membership


@pytest.mark.parametrize("path", ["//mal.test/a", "///mal.test/a", "/%5Cmal.test/a", "//mal.test/%2e%2e/"])
def test_none_leads_to_another_site(commune, mayor, applicant, client_of, path):
    """« //mal.test/… » is a path to us, and a site to a browser."""
    task = Mark("membership_request", Membership.objects.get(person=applicant).pk)
    headers = {"referer": marked("http://testserver/", task), "accept": "text/html"}
    answer = client_of(mayor).generic("GET", path, headers=headers)
    assert answer.status_code == 302
    assert re.match(r"/[^/\\]", answer["Location"])
