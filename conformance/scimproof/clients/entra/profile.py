"""A user of Entra with everything that the default mapping can send."""

from __future__ import annotations

from typing import Any

# Values that no server has a reason to write otherwise. Two sets, so that each attribute can be changed to another.
# Some look like numbers, which they are not: a zero at the beginning is a part of them.
FULL: dict[str, Any] = {
    "preferredLanguage": "nl",
    "physicalDeliveryOfficeName": "B12",
    "streetAddress": "Weg 1",
    "city": "Utrecht",
    "state": "UT",
    "postalCode": "3500",
    "country": "NL",
    "telephoneNumber": "+31305550101",
    "mobile": "+31655500101",
    "facsimileTelephoneNumber": "+31305550102",
    "employeeId": "00701984",
}
CHANGED: dict[str, Any] = {
    "displayName": "Another Name",
    "jobTitle": "Lead Engineer",
    "givenName": "Another",
    "surname": "Surname",
    "fullName": "Another Surname",
    "preferredLanguage": "de",
    "physicalDeliveryOfficeName": "C34",
    "streetAddress": "Gasse 2",
    "city": "Wien",
    "state": "W",
    "postalCode": "1010",
    "country": "AT",
    "telephoneNumber": "+4315550101",
    "mobile": "+4366455501",
    "facsimileTelephoneNumber": "+4315550102",
    "employeeId": "00701985",
    "department": "Research",
}


def changed(user_principal_name: str, mail_nickname: str) -> dict[str, Any]:
    """All properties changed, with the two by which the user is found made of the former ones."""
    local, _, domain = user_principal_name.partition("@")
    return {
        "userPrincipalName": f"{local}.new@{domain}",
        "mail": f"{local}.mail@{domain}",
        "mailNickname": f"{mail_nickname}-new",
        **CHANGED,
    }
