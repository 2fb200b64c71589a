"""What is said of a model beside its weights: names, documents, entries of lists."""

from dataclasses import dataclass

from auditor.domain.document import Document


@dataclass(frozen=True, slots=True)
class DocumentAt:
    """A document and how exclusively it speaks about the model.

    Attributes:
        locator: ``TARGET#path``.
        document: What it says.
        n_sharing: Models it may mean, this one included; 1 means it can mean only this one.
        is_above: It lies one folder above the weights, which have none of their own.
    """

    locator: str
    document: Document
    n_sharing: int
    is_above: bool = False

    @property
    def where(self) -> str:
        """Where it lies, as claims add to their method or citation; empty for one beside the weights."""
        return "in the folder above the weights" if self.is_above else ""


@dataclass(frozen=True, slots=True)
class NameAt:
    """A name given to the model, by whom and where.

    Attributes:
        name: The name.
        given_by: A store (``hf-cache``, ``ollama`` ...), ``header``, ``card``, ``config`` or ``path``.
        locator: Where it stands.
        revision: The revision the name points to, for a store's name.
    """

    name: str
    given_by: str
    locator: str
    revision: str | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """What an entry of a list states of a model: a row of a spreadsheet, a part of a bill of materials.

    Attributes:
        locator: ``TARGET#place`` of the entry.
        evidence: Who lists it, one sentence.
        license: The licence, as written; empty where it states none.
        publisher: Who made it, as written; empty where it does not say.
        purpose: Its task or purpose, as written; empty where it does not say.
    """

    locator: str
    evidence: str
    license: str = ""
    publisher: str = ""
    purpose: str = ""
