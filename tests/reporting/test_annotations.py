"""GitHub's annotations: what there is to fix, no more than GitHub shows, and nothing that it would act on."""

from typing import Any

from scimproof.reporting.annotations import MOST, render_annotations


def test_each_cause_is_one_annotation(results: Any) -> None:
    lines = render_annotations(results)
    errors = [line for line in lines if line.startswith("::error ")]
    assert len(errors) == 5
    assert errors[0].startswith("::error title=MUST RFC")
    assert "%0Aexpected: " in errors[0]
    assert all(line.startswith(("::error ", "::warning ")) for line in lines)


def test_no_more_than_github_shows(large: Any) -> None:
    errors = [line for line in render_annotations(large) if line.startswith("::error ")]
    assert len(errors) == MOST
    assert errors[-1] == "::error title=Scimproof::and 91 more; see report.html"


def test_what_a_server_sent_ends_no_line_and_begins_no_command(hostile: Any) -> None:
    for line in render_annotations(hostile):
        assert line.isprintable() or "\u200b" in line
        assert line.count("::") >= 2
        assert "\n" not in line
        assert line.startswith(("::error title=", "::warning title="))


def test_a_passing_run_has_none(passing: Any) -> None:
    assert [line for line in render_annotations(passing) if line.startswith("::error")] == []
