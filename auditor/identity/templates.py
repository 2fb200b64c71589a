"""Whether a model's chat templates, in its header or beside it, reach for what a template has no use for."""

from collections.abc import Iterator
from typing import Final

from auditor.domain.artifact import Artifact
from auditor.domain.document import ChatTemplate, LoaderConfig
from auditor.domain.fact import Basis, Claim, Confidence, Settler, Silence, Statement, Unknown
from auditor.domain.header import TEMPLATE_ANOMALIES, TEMPLATE_KEY, Header
from auditor.domain.mention import DocumentAt
from auditor.domain.subject import Model
from auditor.formats.document_name import may_hold_template
from auditor.identity.anomalies import told

_FACT: Final = "unsafe.chat_template"


def assess(model: Model, artifact: Artifact) -> Iterator[Statement]:
    """Yield what is odd about each chat template; nothing where all that there are were looked at."""
    place, header = model.locations[0], artifact.header
    beside = [] if header.is_of_gguf else _beside(model)
    found = [one for one in header.anomalies if one.code in TEMPLATE_ANOMALIES]
    claims = [
        *(_claim(code, detail, place, Confidence.HIGH) for code, detail in told(found)),
        *(
            _claim(odd.code, odd.detail, at.locator, _level(at))
            for at, one in beside
            for odd in one.anomalies
        ),
    ]
    yield from claims
    unread = [] if header.is_of_gguf else [name for name in model.unread if may_hold_template(name)]
    if claims:
        return
    if unread:
        why = f"{', '.join(unread)} was not read, and may hold a chat template"
        yield Silence(_FACT, Unknown(why, Settler.FILE_OWNER, "auditor scan"))
        return
    n = _n_in(header) + sum(one.n_templates for _, one in beside)
    if n == 0:
        yield Claim(_FACT, (), Basis.MEASURED, Confidence.HIGH, "it has no chat template", place)
        return
    # What decides is which words lead out of a template, so that it is no proof.
    how = f"nothing in {n} chat template{'s' if n != 1 else ''} leads outside"
    yield Claim(_FACT, (), Basis.MEASURED, Confidence.MEDIUM, how, place)


def _beside(model: Model) -> list[tuple[DocumentAt, ChatTemplate]]:
    return [(at, found) for at in model.documents if (found := _held(at)) is not None]


def _held(at: DocumentAt) -> ChatTemplate | None:
    match at.document:
        case ChatTemplate():
            return at.document
        case LoaderConfig(template=template):
            return template
    return None


def _n_in(header: Header) -> int:
    return sum(key == TEMPLATE_KEY or key.startswith(f"{TEMPLATE_KEY}.") for key, _ in header.metadata)


def _claim(code: str, detail: str, place: str, level: Confidence) -> Claim:
    return Claim(_FACT, (code,), Basis.MEASURED, level, detail, place, detail)


def _level(at: DocumentAt) -> Confidence:
    """Read is read; but what lies one folder up need not be loaded with these weights."""
    return Confidence.LOW if at.is_above else Confidence.HIGH
