"""What no answer may give away."""

from __future__ import annotations

import base64

from scimproof.declared import ENTERPRISE_USER, USER
from scimproof.exchange import Exchange
from scimproof.validation.passive import Context

from ..case import FAIL, PASS, WARN, Case
from ..makers import (
    BASE,
    ENTERPRISE_SCHEMA,
    MESSAGES,
    TOKEN,
    USER_SCHEMA,
    attribute,
    bulk,
    declared,
    device,
    error,
    exchange,
    listing,
    schema,
    user,
)

NEVER = "rfc7643-7-nothing-is-returned-that-never-is"
CREDENTIAL = "scimproof-no-credential-in-an-answer"
INSIDE = "scimproof-no-error-shows-the-inside-of-the-server"

READ = "GET /Users/2819"
PASSWORD = "t1meMa$heen"
SENT = {"schemas": [USER], "userName": "b", "password": PASSWORD}
PATCH = {"schemas": [f"{MESSAGES}PatchOp"], "Operations": [{"op": "replace", "path": "password", "value": PASSWORD}]}
CARELESS = Context(declared(schemas=(schema(USER, attribute("userName"), attribute("password")),)), BASE)
OWN_PASSWORD = Context(
    declared(schemas=(USER_SCHEMA, ENTERPRISE_SCHEMA | {"attributes": [attribute("password")]})), BASE
)
BASIC = "Basic " + base64.b64encode(b"scim-client:open-sesame-42").decode()


def _refused(detail: str, status: int = 400) -> Exchange:
    return exchange("POST /Users", status, error(status, detail=detail), sent=SENT)


CASES = [
    Case(NEVER, "no password", _refused("No."), PASS),
    Case(NEVER, "null", exchange(READ, 200, user() | {"password": None}), PASS),
    Case(NEVER, "the definition of password", exchange("GET /Schemas", 200, listing(USER_SCHEMA)), PASS),
    Case(
        NEVER,
        "a complaint about password",
        exchange("POST /Users", 422, {"errors": {"password": ["too short"]}}, sent=SENT),
        PASS,
    ),
    Case(NEVER, "a password", exchange(READ, 200, user(password="$2b$12$abcdefg")), FAIL),
    Case(NEVER, "stars", exchange(READ, 200, user(password="********")), FAIL),
    Case(NEVER, "in other case", exchange(READ, 200, user(Password="x")), FAIL),
    Case(NEVER, "in a list", exchange("GET /Users", 200, listing(user("1"), user("2", password="x"))), FAIL),
    Case(
        NEVER,
        "in a bulk answer",
        exchange(
            "POST /Bulk",
            200,
            bulk({"method": "POST", "bulkId": "q", "status": "201", "location": BASE, "response": user(password="x")}),
        ),
        FAIL,
    ),
    Case(NEVER, "deep inside", exchange(READ, 200, user(account={"login": [{"password": "x"}]})), FAIL),
    Case(NEVER, "although the schema says otherwise", exchange(READ, 200, user(password="x")), FAIL, CARELESS),
    Case(
        NEVER,
        "one that an extension defines itself",
        exchange(READ, 200, user(**{ENTERPRISE_USER: {"password": "hint"}})),
        PASS,
        OWN_PASSWORD,
    ),
    Case(NEVER, "another attribute that is never returned", exchange("GET /Devices/7", 200, device(pin="1234")), FAIL),
    Case(NEVER, "a name of another type", exchange("GET /Devices/7", 200, device(password="x")), PASS),
    Case(NEVER, "the password under another name", exchange("POST /Users", 201, user(title=PASSWORD), sent=SENT), FAIL),
    Case(NEVER, "the password in an error", _refused(f"'{PASSWORD}' is too weak"), FAIL),
    Case(
        NEVER,
        "the password of a PATCH in an error",
        exchange("PATCH /Users/2819", 400, error(400, detail=f"cannot set {PASSWORD}"), sent=PATCH),
        FAIL,
    ),
    Case(
        NEVER,
        "the password in a page",
        exchange("POST /Users", 500, f"<p>{PASSWORD}</p>".encode(), media="text/html", sent=SENT),
        FAIL,
    ),
    Case(
        NEVER,
        "a password that is the name, too",
        exchange(
            "POST /Users",
            201,
            user(userName="barbara.jensen"),
            sent={"userName": "barbara.jensen", "password": "barbara.jensen"},
        ),
        PASS,
    ),
    Case(CREDENTIAL, "kept", exchange(READ, 200, user()), PASS),
    Case(CREDENTIAL, "in an error", exchange(READ, 401, error(401, detail=f"bad token {TOKEN}")), WARN),
    Case(CREDENTIAL, "in a header", exchange(READ, 200, user(), X_Debug=f"Bearer {TOKEN}"), WARN),
    Case(
        CREDENTIAL,
        "one that was given, in the body",
        exchange(READ, 200, user(title="open-sesame-42"), anonymous=True),
        WARN,
        Context(declared(), BASE, ("x:open-sesame-42",)),
    ),
    Case(
        CREDENTIAL,
        "one too short to tell",
        exchange(READ, 200, user(title="a b c")),
        PASS,
        Context(declared(), BASE, ("b",)),
    ),
    Case(INSIDE, "a message", _refused("userName is required at /userName"), PASS),
    Case(INSIDE, "a success", exchange(READ, 200, user(title="Traceback (most recent call last)")), PASS),
    Case(INSIDE, "a place in the request", _refused("Unexpected token at line 3:14 of the request"), PASS),
    Case(INSIDE, "a word of SQL", _refused("Select a country from the list"), PASS),
    Case(
        INSIDE, "Python", _refused('Traceback (most recent call last):\n  File "app.py", line 7, in create', 500), WARN
    ),
    Case(INSIDE, "Java", _refused("at com.example.UserService.create(UserService.java:42)", 500), WARN),
    Case(INSIDE, "a Java exception", _refused("java.lang.NullPointerException", 500), WARN),
    Case(INSIDE, ".NET", _refused("at Scim.Users.Post(User u) in C:\\src\\Users.cs:line 7", 500), WARN),
    Case(INSIDE, "Node.js", _refused("TypeError: x at create (/app/src/users.js:10:15)", 500), WARN),
    Case(INSIDE, "PHP", _refused("Uncaught Error in /var/www/scim.php on line 7", 500), WARN),
    Case(INSIDE, "Ruby", _refused("/app/users.rb:7:in `create'", 500), WARN),
    Case(INSIDE, "Go", _refused("goroutine 1 [running]:\nmain.create()", 500), WARN),
    Case(INSIDE, "a database", _refused("UNIQUE constraint failed: users.name", 409), WARN),
    Case(INSIDE, "a statement", _refused('INSERT INTO "users" VALUES', 500), WARN),
    Case(INSIDE, "a page", exchange(READ, 500, b"<pre>Traceback (most recent call last):", media="text/html"), WARN),
    Case(
        INSIDE,
        "in a bulk answer",
        exchange(
            "POST /Bulk",
            200,
            bulk(
                {
                    "method": "POST",
                    "bulkId": "q",
                    "status": "500",
                    "response": error(500, detail="SQLSTATE[23000]: Integrity constraint violation"),
                }
            ),
        ),
        WARN,
    ),
]
