"""Veza: pushed groups become teams, and mappings of groups grant roles until the last granting group is left."""

from __future__ import annotations

from scimproof.lab.backstage import Backstage
from scimproof.lab.vendors.mechanism import vendor


@vendor("veza")
class Veza(Backstage):
    """Veza, with teams made of groups.

    As documented in November 2026.
    """
