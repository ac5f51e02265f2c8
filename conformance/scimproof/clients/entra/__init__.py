"""The provisioning service of Microsoft Entra ID, with and without the flag ``aadOptscim062020``.

Built from Microsoft's documentation and published source, and from logs of servers that it talks to, as of November
2026. Where these are silent or disagree there is a knob, with the documented default.
"""

from scimproof.clients.entra.engine import Entra
from scimproof.clients.entra.knobs import LEGACY, OPTSCIM, Knobs
from scimproof.clients.entra.mappings import DEFAULT_MAPPING, Mapping
from scimproof.clients.entra.people import EntraGroup, EntraUser

JOBS = {"entra": LEGACY, "entra-optscim": OPTSCIM}

__all__ = ["DEFAULT_MAPPING", "JOBS", "Entra", "EntraGroup", "EntraUser", "Knobs", "Mapping"]
