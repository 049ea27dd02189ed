"""The webhook, and the page of what nobody understood."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json

import pytest

from engine.public import GrantSource, secret_of, shown
from tests.message_routines import camera, publish

DOWN = "kamera_nere"
CAME = {"values": {"client_name": "Gunborg", "address": "Storgatan 3", "unit": 104211}}


@pytest.fixture
def post(app, engine, clock):
    """Sends as another system does, with nothing of ours but the secret that it was given."""
    publish(engine, camera())
    made = engine.execute(GrantSource("kameror", (DOWN,)), channel="cli")
    secret = base64.b64decode(
        shown(secret_of(app.config["SECRET_KEY"], made.key, made.generation)).removeprefix("whsec_")
    )

    def posted(said, message_id="1", name=DOWN, **headers):
        body = said if isinstance(said, bytes) else json.dumps(said).encode()
        timestamp = str(int(clock.now().timestamp()))
        signature = hmac.digest(secret, f"{message_id}.{timestamp}.".encode() + body, hashlib.sha256)
        signed = {
            "webhook-id": message_id,
            "webhook-timestamp": timestamp,
            "webhook-signature": "v1," + base64.b64encode(signature).decode(),
        }
        return app.test_client().post(f"/api/messages/{name}", data=body, headers=signed | headers)

    return posted


def work(engine):
    worker = engine.worker()
    while worker.run_due():
        pass


def test_a_signed_message_starts_a_case_once(post, engine, client_as):
    first, again = post(CAME), post(CAME)
    assert (first.status_code, again.status_code) == (202, 202)
    assert first.json == again.json
    assert "Set-Cookie" not in first.headers
    work(engine)
    page = client_as("system").open("/tasks?tab=group")
    assert page.text.count("KAM-2026-0000") == 1


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"webhook-signature": "v1,bm90IHRoaXM="}, 401),
        ({"webhook-signature": ""}, 401),
        ({"webhook-timestamp": "0"}, 401),
        ({"webhook-timestamp": "yesterday"}, 401),
        ({"webhook-id": ""}, 400),
        ({"webhook-id": "1" * 201}, 400),
        ({"webhook-id": "2"}, 401),
    ],
)
def test_what_is_not_rightly_signed_is_not_taken(post, headers, status):
    answer = post(CAME, **headers)
    assert answer.status_code == status
    assert "Gunborg" not in answer.text


@pytest.mark.parametrize(
    "kind", ["application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
)
def test_whatever_kind_of_content_it_says_it_is_the_body_is_taken_as_it_is(post, kind):
    assert post(CAME, **{"Content-Type": kind}).status_code == 202


def test_a_program_is_told_in_json(post):
    refused = post(CAME, name="annat")
    assert (refused.status_code, refused.mimetype) == (401, "application/problem+json")
    assert refused.json["status"] == 401


def test_a_message_that_it_may_not_send_and_one_that_is_too_large_are_not_taken(post):
    assert post(CAME, name="annat").status_code == 401
    assert post(b"x" * 100_001).status_code == 413


def test_what_nobody_understood_is_shown_and_put_aside(post, engine, client_as):
    post(b"Gunborg <b>ringde</b>")
    work(engine)
    page = client_as("admin").open("/messages")
    assert "kamera_nere kameror 2026-11-23 09:00 Det är inte JSON." in page.text
    assert "Gunborg" not in page.text
    page = page.follow("kamera_nere")
    assert "Gunborg <b>ringde</b>" in page.text
    listed = page.press("Lägg undan och glöm innehållet")
    assert "Inga oklara meddelanden" in listed.text


def test_it_is_tried_again(post, engine, client_as):
    post({"values": {}})
    work(engine)
    page = client_as("processagare").open("/messages").follow("kamera_nere")
    assert "Det här stämmer inte med formuläret: address, unit." in page.text
    assert "Inga oklara meddelanden" in page.press("Försök igen").text
    work(engine)
    assert "kamera_nere" in client_as("processagare").open("/messages").links()


def test_it_is_for_nobody_else(post, engine, client_as):
    post(b"?")
    work(engine)
    address = client_as("admin").open("/messages").links()["kamera_nere"]
    for login in ("bistand", "utforare-norr", "system", "revisor"):
        assert client_as(login).open("/messages").status == 404
        assert client_as(login).open(address).status == 404
