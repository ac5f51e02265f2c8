"""What is not known of Okta for certain, or depends on a setting of the org: a name and a default for each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Knobs:
    """Each default is what Okta documents, or what most logs show.

    :param page_size: of imports; the next page starts that much later, however many were returned.
    :param most_pages: an import gives up here. Okta does not; but a target of a million people, or one whose list never
        ends, is not read to the last of them.
    :param plus_for_space: blanks in queries as ``+``, as transcripts of 2018 show; ``%20`` since.
    :param matches_by: the attribute of the look-up before a create: the "unique identifier field" of an AIW app. It is
        free text; ``userName`` is what Okta suggests.
    :param pushes_twice: a link is followed by a second GET and PUT; one log of three shows it.
    :param cleared: what is sent for a mapped attribute that has become empty: ``""``, or nothing. Okta says that empty
        values are pushed, and never shows one.
    :param looks_for_groups: a push begins with a look-up by name; documented since May 2024. Whether it is left out
        where groups are imported is not known.
    :param renames_with_members: a PATCH of the name goes with every change of members; a setting of the org.
    :param id_in_rename: that PATCH repeats the id; documented, and called legacy by Okta's engineers.
    :param links_by: how the members of a group reach an existing one: as a full replacement, or added. Okta's test plan
        expects that members of the application's own stay, and that "Push Now" overwrites everything.
    :param nests_core_extras: custom attributes in the core namespace stand under the core URN; one page of Okta's
        prints it so, logs show them at the top.
    :param display_of_members: members carry the userName as ``display``.
    :param path_in_full_pushes: a full push names ``members`` in the path; one report of 2026 shows it in the value.
    """

    page_size: int = 100
    most_pages: int = 50
    plus_for_space: bool = False
    matches_by: str = "userName"
    pushes_twice: bool = False
    cleared: Literal["empty", "absent"] = "empty"
    looks_for_groups: bool = True
    renames_with_members: bool = True
    id_in_rename: bool = True
    links_by: Literal["replace", "add"] = "replace"
    nests_core_extras: bool = False
    display_of_members: bool = True
    path_in_full_pushes: bool = True
