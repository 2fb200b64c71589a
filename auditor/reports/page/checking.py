"""How somebody who has nothing but the files checks what they say: commands, each with what it must print."""

from dataclasses import dataclass
from typing import Final

_REPORT: Final = "report.json, SHA-256"
_RESULT: Final = "Result, SHA-256 over its RFC 8785 form"


@dataclass(frozen=True, slots=True)
class Check:
    """A command that checks one thing.

    Attributes:
        what: What it does.
        parts: The command; between its parts, and only there, a printed line may end.
        shows: The label of the digest it must print; empty where it prints none.
    """

    what: str
    parts: tuple[str, ...]
    shows: str = ""

    @property
    def command(self) -> str:
        """The command in one line."""
        return " ".join(self.parts)


_DETACH: Final = Check(
    "Take the data out of this document (poppler).", ("pdfdetach -save 1 -o report.json dossier.pdf",)
)
_SAME_FILE: Final = Check("Is it the file these pages were made with?", ("sha256sum report.json",), _REPORT)
# A line that ends after the semicolon is still Python.
_SAME_RESULT: Final = Check(
    "Is its result the one these pages name (pip install rfc8785)?",
    (
        'python3 -c "import hashlib, json, rfc8785;',
        "print(hashlib.sha256(rfc8785.dumps(json.load(open('report.json', encoding='utf-8'))['result']))"
        '.hexdigest())"',
    ),
    _RESULT,
)


def checks(ledger_sha256: str, *, is_attached: bool) -> tuple[Check, ...]:
    """Return the commands, those first that need the files alone.

    Args:
        ledger_sha256: The audit's entry in the ledger.
        is_attached: Whether the data is inside the document, as in a dossier, and not beside it.
    """
    in_record = Check(
        "With the database: is it what was recorded, in a chain that holds?",
        ("auditor verify ledger", f"--anchor {ledger_sha256}"),
    )
    return (*((_DETACH,) if is_attached else ()), _SAME_FILE, _SAME_RESULT, in_record)
