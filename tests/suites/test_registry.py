"""The registry and the checks agree with each other, in both directions."""

import json
from importlib.resources import files

from scimproof import registry, suites
from scimproof.outcome import Level


def test_every_cited_requirement_is_known() -> None:
    known = registry.requirements()
    unknown = {
        (check.id, identifier)
        for check in suites.known_checks()
        for identifier in check.requirements
        if identifier not in known
    }
    assert not unknown


def test_ids_of_checks_are_unique_and_well_formed() -> None:
    ids = [check.id for check in suites.known_checks()]
    assert len(ids) == len(set(ids))
    assert all(identifier == identifier.lower() and " " not in identifier for identifier in ids)


def test_a_failing_check_rests_on_a_must_or_a_fact() -> None:
    """No check may fail a server for what the RFC only recommends."""
    known = registry.requirements()
    too_hard = [
        check.id
        for check in suites.known_checks()
        if check.level is Level.MUST
        and not any(known[identifier].keyword in ("must", "must not", "fact") for identifier in check.requirements)
    ]
    assert not too_hard


def test_titles_are_sentences_about_the_server() -> None:
    for check in suites.known_checks():
        assert not check.title.endswith("."), check.id
        assert not check.title.lower().startswith(("test", "check that", "ensure")), check.id


def test_statements_are_complete() -> None:
    for entry in registry.statements():
        assert entry.statement.strip(), entry.id
        assert entry.id.startswith(f"RFC{entry.rfc}-{entry.section}-"), entry.id
        # What could be observed in principle may have a reason, too: that no answer has to show it.
        assert entry.not_tested is not None or entry.testable != "no", entry.id


def test_needs_of_clients_are_complete() -> None:
    """Each says how well it is known, where from, and what breaks without it; what is only guessed is no MUST."""
    for entry in registry.requirements().values():
        if entry.rfc is None:
            assert all((entry.product, entry.statement, entry.breaks, entry.source)), entry.id
            assert entry.confidence in ("documented", "observed", "reported", "inferred"), entry.id
            assert entry.confidence != "inferred" or entry.keyword not in ("must", "must not"), entry.id


def test_what_is_repeated_is_known_and_repeats_nothing_itself() -> None:
    known = registry.requirements()
    for entry in known.values():
        assert all(repeated in known and not known[repeated].repeats for repeated in entry.repeats), entry.id


def test_files_are_one_section_each() -> None:
    for folder in files("scimproof.registry").iterdir():
        if folder.is_dir() and folder.name.startswith("rfc"):
            for file in folder.iterdir():
                part = json.loads(file.read_text("utf-8"))
                assert folder.name == f"rfc{part['rfc']}"
                assert file.name == f"{part['section']}.json"
