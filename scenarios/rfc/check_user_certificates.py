"""Certificates of a user: binary values in base64 (RFC 7643 sections 2.3.6 and 4.1.2)."""

import base64
import binascii
import re
from typing import Any

from scimproof import (
    Declared,
    Directory,
    Exchange,
    Finding,
    Findings,
    Outcome,
    Probe,
    Story,
    as_user,
    check,
    expect,
    scenario,
)
from scimproof.declared import attribute, sub_attribute
from scimproof.newcomers import Newcomer, entries_in, fitted

# Two certificates for nobody, self-signed, 2020 to 2120: CN=scimproof-a and CN=scimproof-b. Their keys are thrown away.
ONE = (
    "MIIBFTCBvAIBATAKBggqhkjOPQQDAjAWMRQwEgYDVQQDDAtzY2ltcHJvb2YtYTAgFw0yMDAxMDEwMDAwMDBaGA8yMTIwMDEwMTAw"
    "MDAwMFowFjEUMBIGA1UEAwwLc2NpbXByb29mLWEwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAQIw9Vmjaf756xJqG+Zy5zNHoUY"
    "da10SuZeUlkkflBb5GK13rsJfA/9ijh4mFcldBRW4uEhlSyd5uEZ8hA8ndmJMAoGCCqGSM49BAMCA0gAMEUCIQC9qS0ZMKQ3rbaR"
    "FrgwOol+hLaMyRF07t5/ujN9Vu34GQIgIgEsNJKVeo6gz4EUsLjA/Pi4RGU8C0PyzzpbyJNyBKY="
)
OTHER = (
    "MIIBFTCBvAIBATAKBggqhkjOPQQDAjAWMRQwEgYDVQQDDAtzY2ltcHJvb2YtYjAgFw0yMDAxMDEwMDAwMDBaGA8yMTIwMDEwMTAw"
    "MDAwMFowFjEUMBIGA1UEAwwLc2NpbXByb29mLWIwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAASppsnKk4kUvNVvTENhGJMbYFPn"
    "GT6Nc+BmXfBRLLrQECc1OxfdmUWdh1bYDe/Eq5RIUxncU/izMs8UU0FuiDBAMAoGCCqGSM49BAMCA0gAMEUCIQDtaufmX/w01AE2"
    "fsTytwdmheHcN7SVfBuWVxgJfcJVPgIgTsYjjXq8cQhdOPLU4XsuOY5U9BlsKjxYgOeyAy+7vpY="
)
BOTH = base64.b64encode(base64.b64decode(ONE) + base64.b64decode(OTHER)).decode()
NONSENSE = "!! this is not base64 !!"


@scenario(given="User")
def a_person_with_certificates(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """Somebody joins with two certificates."""
    wanted = {"x509Certificates": [{"value": ONE}, {"value": OTHER}]}
    story.person = Newcomer(probe, directory, declared, wanted)


@scenario(given="User")
def a_person_with_odd_certificates(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """Somebody joins with a certificate without padding, others with two in one value, and with one that is none."""
    users, kind = declared.endpoint("User"), declared.resource_type("User")
    document = declared.schemas.get(kind.schema) if kind else None

    def create(value: str, why: str | None) -> Exchange:
        wanted = fitted("x509Certificates", [{"value": value}], document)
        body = {**as_user(directory.person(), declared), "x509Certificates": wanted}
        return probe.create(users, body, malformed=why)

    story.unpadded = create(ONE.rstrip("="), None)
    story.both = create(BOTH, "two certificates in one value")
    story.nonsense = create(NONSENSE, "a certificate that is no base64")


def decoded(value: Any) -> bytes | None:
    """The bytes of a value in base64, padded or not, with line breaks or without; ``None`` when it is none."""
    if not isinstance(value, str):
        return None
    plain = re.sub(r"\s", "", value).rstrip("=")
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4), altchars=b"-_" if set(plain) & set("-_") else None)
    except (binascii.Error, ValueError):
        return None


def _shown(person: Newcomer) -> list[Any]:
    return [expect.lookup(entry, "value") for entry in entries_in(person.shown("x509Certificates"))]


@check("rfc7643-4.1.2-certificates-are-kept", "RFC7643-4.1.2-30", "RFC7643-2.3.6-01")
def certificates_are_kept(a_person_with_certificates: Story) -> Findings:
    """Two certificates come back as the bytes that they were, each in base64; padding does not matter.

    A refusal draws a warning: a server may be particular about issuers and algorithms.
    """
    person: Newcomer = a_person_with_certificates.person
    return person.kept_entries(
        "x509Certificates",
        "DER in base64",
        lambda sent, entry: decoded(sent["value"]) == decoded(expect.lookup(entry, "value")),
        refusal=Outcome.WARN,
    )


@check("rfc7643-4.1.2-one-certificate-in-a-value", "RFC7643-4.1.2-31", "RFC7643-4.1.2-30")
def a_value_holds_one_certificate(a_person_with_certificates: Story) -> Findings:
    """Each value that is shown holds one certificate: one DER sequence, and nothing behind it."""
    person: Newcomer = a_person_with_certificates.person
    odd = [value for value in _shown(person) if not _is_one_sequence(decoded(value))]
    return [
        Finding(
            "A value of x509Certificates is not exactly one certificate",
            "one certificate in DER form, in base64",
            expect.shown(value),
            (person.read("x509Certificates").number,),
            cause="a value of x509Certificates is not one certificate",
        )
        for value in odd
    ]


def _is_one_sequence(der: bytes | None) -> bool:
    """Whether bytes are one ASN.1 SEQUENCE in DER, by its tag and its length, as a certificate is (RFC 5280)."""
    if not der or len(der) < 4 or der[0] != 0x30:
        return False
    many = der[1] & 0x7F if der[1] & 0x80 else 0
    length = int.from_bytes(der[2 : 2 + many], "big") if many else der[1]
    return len(der) == 2 + many + length


@check("rfc7643-2.3.6-padding-may-be-left-out", "RFC7643-2.3.6-03", level="should")
def padding_may_be_left_out(a_person_with_odd_certificates: Story) -> Findings:
    """A binary value without its padding is taken: the RFC lets clients leave it out."""
    return expect.status(a_person_with_odd_certificates.unpadded, 201, why="trailing padding may be omitted")


@check("rfc7643-4.1.2-two-certificates-in-one-value", "RFC7643-4.1.2-31", level="may")
def two_certificates_in_one_value(a_person_with_odd_certificates: Story) -> Findings:
    """A value that holds two certificates is refused with 400.

    A client may not send it. A server that keeps it is right by the RFC, and hands it on to whoever reads it.
    """
    return expect.status(a_person_with_odd_certificates.both, 400)


@check("rfc7643-2.3.6-nonsense-is-no-base64", "RFC7643-2.3.6-01")
def nonsense_is_no_base64(a_person_with_odd_certificates: Story, declared: Declared) -> Findings:
    """A certificate that is no base64 is refused with 400, or left out; it is not shown.

    Where the target's own schema does not make the attribute binary, showing it draws a warning.
    """
    exchange = a_person_with_odd_certificates.nonsense
    if not exchange.answer.ok:
        return expect.status(exchange, 400)
    shown = [
        expect.lookup(entry, "value") for entry in entries_in(expect.lookup(exchange.resource, "x509Certificates"))
    ]
    if NONSENSE not in shown:
        return None
    kind = declared.resource_type("User")
    found = attribute(declared.schemas.get(kind.schema, {}), "x509Certificates") if kind else None
    value = sub_attribute(found, "value") if found else None
    grade = None if value is not None and str(value.get("type")).lower() == "binary" else Outcome.WARN
    return expect.equal("a certificate that is no base64", "400, or no value", shown, exchange, grade=grade)
