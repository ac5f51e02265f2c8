"""What the lab serves besides the schemas of RFC 7643: an extension and a resource type with everything that a schema
can declare.

The core schemas know no decimal, no integer, no attribute that is returned on request, and none that is immutable as a
whole. A harness that reads schemas has to meet them somewhere.
"""

from __future__ import annotations

from typing import Any

from scim2_models import ResourceType, Schema

WORKPLACE = "urn:scimproof:lab:schemas:2.0:Workplace"
DEVICE = "urn:scimproof:lab:schemas:2.0:Device"

Definition = dict[str, Any]


def _attribute(name: str, description: str, kind: str = "string", **more: Any) -> Definition:
    """A definition that leaves nothing out."""
    texts: Definition = {"caseExact": False, "uniqueness": "none"} if kind != "complex" else {}
    return {
        "name": name,
        "type": kind,
        "multiValued": False,
        "description": description,
        "required": False,
        "mutability": "readWrite",
        "returned": "default",
        **texts,
        **more,
    }


WORKPLACE_ATTRIBUTES = [
    _attribute(
        "badge",
        "The number on the badge. It is given once.",
        mutability="immutable",
        caseExact=True,
        uniqueness="server",
    ),
    _attribute("startsAt", "The first day, to the minute.", "dateTime"),
    _attribute("workload", "The part of a full week.", "decimal"),
    _attribute("storey", "Counted from the ground.", "integer"),
    _attribute("remote", "Whether the desk is at home.", "boolean"),
    _attribute("fingerprint", "What the door compares.", "binary", caseExact=True),
    _attribute("handbook", "Where the rules can be read.", "reference", caseExact=True, referenceTypes=["external"]),
    _attribute("skills", "What to ask this person for.", multiValued=True),
    _attribute("grade", "How experienced.", canonicalValues=["junior", "senior", "principal"]),
    _attribute("pin", "Opens the door.", mutability="writeOnly", returned="never", caseExact=True),
    _attribute("remarks", "Long, and seldom of interest.", returned="request"),
    _attribute("site", "The town.", returned="always"),
    _attribute("seniority", "Years, counted by the server.", "integer", mutability="readOnly"),
    _attribute(
        "desk",
        "Where to find this person.",
        "complex",
        subAttributes=[
            _attribute("building", "The building."),
            _attribute("number", "The number of the desk.", "integer"),
            _attribute("side", "Seen from the door.", canonicalValues=["window", "door"]),
        ],
    ),
]

DEVICE_ATTRIBUTES = [
    _attribute("displayName", "What people call it.", required=True),
    _attribute(
        "serialNumber",
        "What the maker calls it.",
        required=True,
        mutability="immutable",
        caseExact=True,
        uniqueness="server",
    ),
    _attribute("ports", "How many.", "integer"),
    _attribute(
        "owner",
        "Who uses it.",
        "complex",
        subAttributes=[
            _attribute("value", "The id of the user.", caseExact=True),
            _attribute("$ref", "The URI of the user.", "reference", caseExact=True, referenceTypes=["User"]),
            _attribute("displayName", "The name of the user.", mutability="readOnly"),
        ],
    ),
]


def own_schemas() -> list[Schema]:
    """The definitions of the extension and of the resource type."""
    documents = (
        (WORKPLACE, "Workplace", "Where and how somebody works", WORKPLACE_ATTRIBUTES),
        (DEVICE, "Device", "Something that somebody uses", DEVICE_ATTRIBUTES),
    )
    return [
        Schema.model_validate({"id": uri, "name": name, "description": description, "attributes": attributes})
        for uri, name, description, attributes in documents
    ]


def own_resource_type() -> ResourceType:
    """``/Devices``."""
    return ResourceType.model_validate(
        {"id": "Device", "name": "Device", "endpoint": "/Devices", "description": "Devices", "schema": DEVICE}
    )


def with_workplace(user: ResourceType) -> ResourceType:
    """The resource type of users with the extension, which nobody has to send."""
    document = user.model_dump()
    document["schemaExtensions"] = [*document["schemaExtensions"], {"schema": WORKPLACE, "required": False}]
    return ResourceType.model_validate(document)
