"""What lists state of the models that they have, row by row.

::

    deployments --by_model--> Listing*        of each row that names a model
    Listing*    --stated-->   provider.*, model.purposes
                --licenses--> license.concluded
"""

from collections.abc import Iterable, Mapping

from auditor.domain.mention import Listing
from auditor.domain.serving import DeploymentState, InUse
from auditor.domain.subject import Deployment


def by_model(deployments: Iterable[Deployment]) -> Mapping[str, tuple[Listing, ...]]:
    """Return what rows state of each model, by its id, in the order of their places."""
    found: dict[str, set[Listing]] = {}
    for deployment in deployments:
        rows = (seen for seen in deployment.seen if seen.state is DeploymentState.DECLARED and seen.model)
        for listing in filter(None, map(_listing, rows)):
            if deployment.model_id is not None:
                found.setdefault(deployment.model_id, set()).add(listing)
    return {id_: tuple(sorted(of, key=lambda one: one.locator)) for id_, of in found.items()}


def _listing(row: InUse) -> Listing | None:
    told = row.stated
    if not (told.license or told.publisher or told.purpose):
        return None
    place = f"{row.target}#{row.locator}"
    return Listing(place, row.evidence, told.license, told.publisher, told.purpose)
