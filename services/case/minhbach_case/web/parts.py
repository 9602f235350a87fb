"""What the handlers of the API and of the console work with, handed to the app once."""

from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends, Request

from minhbach_case.application import Cases, Register
from minhbach_case.counting import ProvinceNumbers
from minhbach_case.letters import Letters
from minhbach_case.observing import Observations
from minhbach_case.outgoing import Outgoing
from minhbach_case.pictures import Pictures
from minhbach_case.storage.audit import AuditTrail
from minhbach_case.storage.uploads import Uploads
from minhbach_case.web.accounts import Accounts
from minhbach_case.web.assets import Assets
from minhbach_case.web.colleagues import Colleagues
from minhbach_case.web.console.rendering import Renderer
from minhbach_case.web.keeping import AccountKeeping
from minhbach_case.web.oidc import Oidc
from minhbach_case.web.security import FormSeal
from minhbach_shared.clock import Clock


@dataclass(frozen=True, slots=True)
class Parts:
    """The application and the web's own parts."""

    cases: Cases
    register: Register
    letters: Letters
    observations: Observations
    numbers: ProvinceNumbers
    accounts: Accounts
    colleagues: Colleagues
    keeping: AccountKeeping
    trail: AuditTrail
    outgoing: Outgoing
    seal: FormSeal
    assets: Assets
    renderer: Renderer
    clock: Clock
    secure_cookies: bool
    oidc: Oidc | None = None
    pictures: Pictures | None = None
    uploads: Uploads | None = None


def parts_of(request: Request) -> Parts:
    """The parts that the app of this request was made with."""
    return cast(Parts, request.app.state.parts)


WithParts = Annotated[Parts, Depends(parts_of)]
