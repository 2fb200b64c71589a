"""What strangers wrote, made safe to store and to print: the last step of a source that sees models in use.

Settings, command lines, programs and answers of servers may hold credentials, and characters that do not
print; neither leaves a source. How a credential is told is in :mod:`auditor.sources.credentials`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from auditor.domain.serving import InUse, ModelReference, Runtime
from auditor.formats.text import cleaned
from auditor.sources.credentials import REMOVED, is_secret_name, without_credentials

_LONGEST: Final = 1024


def clean(seen: InUse, secrets: Iterable[str] = ()) -> InUse:
    """Return what was seen without credentials, every word of a stranger in characters that print.

    Args:
        seen: What was seen.
        secrets: Values that are known to be secret.
    """
    cleaner = _Cleaner(frozenset(secrets))
    return replace(
        seen,
        evidence=cleaned(without_credentials(seen.evidence, cleaner.secrets)),
        model=cleaner.reference(seen.model) if seen.model else None,
        served_as=cleaner.optional(seen.served_as),
        adapters=tuple(map(cleaner.reference, seen.adapters)),
        runtime=cleaner.runtime(seen.runtime) if seen.runtime else None,
        endpoint=replace(seen.endpoint, address=cleaner.text(seen.endpoint.address))
        if seen.endpoint
        else None,
        workload=cleaner.optional(seen.workload),
        host=cleaner.optional(seen.host),
        region_written=cleaner.text(seen.region_written),
        deployment_type=cleaner.text(seen.deployment_type),
        container=cleaner.text(seen.container),
        stated=replace(
            seen.stated,
            license=cleaner.text(seen.stated.license),
            publisher=cleaner.text(seen.stated.publisher),
            purpose=cleaner.text(seen.stated.purpose),
        ),
        settings=settings_of({name: cleaner.setting(name, value) for name, value in seen.settings}),
        # A path that is not what was written leads nowhere; else it stays as it is, to be found.
        paths=tuple(path for path in seen.paths if without_credentials(path, cleaner.secrets) == path),
    )


def settings_of(told: Mapping[str, str | None]) -> tuple[tuple[str, str], ...]:
    """Return settings as `InUse` keeps them: those that are told, sorted."""
    return tuple(sorted((name, value) for name, value in told.items() if value))


@dataclass(frozen=True, slots=True)
class _Cleaner:
    secrets: frozenset[str]

    def text(self, text: str) -> str:
        return cleaned(without_credentials(text, self.secrets), _LONGEST)

    def setting(self, name: str, value: str) -> str:
        return REMOVED if is_secret_name(name.rpartition(".")[2]) else self.text(value)

    def optional(self, text: str | None) -> str | None:
        return None if text is None else self.text(text)

    def reference(self, model: ModelReference) -> ModelReference:
        return replace(
            model,
            written=self.text(model.written),
            revision=self.optional(model.revision),
            within=self.optional(model.within),
        )

    def runtime(self, runtime: Runtime) -> Runtime:
        return Runtime(self.text(runtime.name), self.optional(runtime.version), self.optional(runtime.image))
