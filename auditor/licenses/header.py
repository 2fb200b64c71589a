"""The licence in a file's own header."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from auditor.catalogue import Catalogue
from auditor.domain.fact import Basis, Claim, Confidence, Fact
from auditor.domain.header import Header
from auditor.domain.subject import Model
from auditor.licenses.spelling import normalise

HEADER: Final = "header"
"""The method of this detector."""
# GGUF specification, general metadata; ModelSpec for safetensors; "license" is what exporters write.
_KEYS: Final = (
    ("general.license", "general.license.name", "general.license.link"),
    ("modelspec.license", "", ""),
    ("license", "license_name", "license_link"),
)


@dataclass(frozen=True, slots=True)
class HeaderDetector:
    """Reads the licence keys of GGUF and safetensors headers."""

    method: str = HEADER

    def detect(
        self,
        model: Model,
        known: Mapping[str, Fact],  # noqa: ARG002 - protocol
        catalogue: Catalogue,  # noqa: ARG002 - protocol
    ) -> Iterator[Claim]:
        """Yield one claim per header key that names a licence."""
        header = model.header
        if header is None:
            return
        for key, name_key, link_key in _KEYS:
            stated, name, link = (_text(header, part) for part in (key, name_key, link_key))
            expression = normalise(stated, name, link)
            if expression:
                yield Claim(
                    fact="license.concluded",
                    value=expression,
                    basis=Basis.DECLARED,
                    confidence=Confidence.MEDIUM,
                    method=self.method,
                    locator=f"{model.locations[0]}@{key}",
                )


def _text(header: Header, key: str) -> str:
    value = header.entry(key) if key else None
    return value if isinstance(value, str) else ""
