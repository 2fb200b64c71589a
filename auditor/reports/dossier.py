"""The dossier: a PDF/A-3u that an auditor can read on paper and check from the data attached to it.

WeasyPrint may fetch nothing but the two typefaces that came with it, by file. The same audit and run
give the same bytes: every date in the file is the run's.
"""

import logging
import string
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from auditor import resources
from auditor.domain.audit import Audit, Run
from auditor.errors import ReportError
from auditor.reports.document.result import report_document, written
from auditor.reports.page.checking import checks
from auditor.reports.page.environment import render_template
from auditor.reports.page.evidence import SourceIndex
from auditor.reports.page.view import Limits, view

if TYPE_CHECKING:
    import pydyf
    from weasyprint.urls import URLFetcher

# About 0.1 s and 1.2 MB of memory per page: beyond this many sections the attached data serves better.
_LIMITS: Final = Limits(
    n_actions=4, n_questions=60, n_first=6, n_systems=20, n_rows=400, n_bars=6, n_sections=60, n_lines=12
)
# Spaces are laid out, not drawn: thousands are set apart by the narrow one.
_BLANKS: Final = frozenset({0x00A0, 0x202F})
_WEIGHTS: Final = {"Regular": 400, "Semibold": 600, "Bold": 700}


@dataclass(frozen=True, slots=True)
class PdfDossier:
    """The dossier, with ``report.json`` attached.

    Attributes:
        name: See `ReportFormat`.
        stem: See `ReportFormat`.
        suffix: See `ReportFormat`.
        is_usual: See `ReportFormat`.
        limits: How much is laid out.
    """

    name: str = "pdf"
    stem: str = "dossier"
    suffix: str = ".pdf"
    is_usual: bool = True
    limits: Limits = _LIMITS

    def render(self, audit: Audit, run: Run) -> bytes:
        """See `ReportFormat.render`."""
        document = report_document(audit, run)
        css = (resources.TEMPLATES / "dossier" / "print.css").read_text("utf-8")
        page = render_template(
            "dossier/dossier.html",
            view=view(audit, run, document, self.limits),
            sources=SourceIndex.of(audit.facts),
            checks=checks(run.ledger_sha256, is_attached=True),
            css=css,
            created=run.started_at.isoformat(),
        )
        return _print(page, written(document), run)


def _print(page: str, data: bytes, run: Run) -> bytes:
    try:
        import weasyprint
        from weasyprint.text.fonts import FontConfiguration
    except (ImportError, OSError) as error:  # OSError: Pango itself is missing
        raise ReportError(
            f"pdf: WeasyPrint cannot be loaded: {error}", hint="Install it: pip install 'auditor[pdf]'"
        ) from error
    faces = font_faces()
    fetcher = _only(frozenset(file.as_uri() for file, _, _ in faces))
    fonts = FontConfiguration()
    with _quiet():
        style = weasyprint.CSS(string=font_css(faces), font_config=fonts, url_fetcher=fetcher)
        attachment = weasyprint.Attachment(
            string=data,
            name="report.json",
            description="auditor/report/1: everything in this dossier, as data",
            created=run.started_at,
            modified=run.started_at,
            relationship="Data",
        )
        written = weasyprint.HTML(string=legible(page, faces), url_fetcher=fetcher).write_pdf(
            stylesheets=[style],
            font_config=fonts,
            attachments=[attachment],
            pdf_variant="pdf/a-3u",
            pdf_identifier=bytes.fromhex(run.ledger_sha256[:32]),
            finisher=_name_attachments_once,
        )
    return bytes(written)


def _name_attachments_once(_document: object, pdf: "pydyf.PDF") -> None:
    """Keep each attachment once among the associated files: WeasyPrint lists it twice."""
    files = pdf.catalog["AF"]
    files[:] = dict.fromkeys(files)


def legible(page: str, faces: tuple[tuple[Path, str, int], ...]) -> str:
    """Return a page in which every character that a typeface lacks is spelled out.

    What another machine's fonts would draw there is not what this machine's would: an emoji in a
    name reads the same in every copy of the dossier, or the copies are not the same document. A raised
    form of a character that they have, as the minus of a power of ten, is that one, raised.
    """
    from fontTools.ttLib import TTFont

    drawn = {*_BLANKS, *map(ord, string.printable)}
    drawn |= set.intersection(*(set(TTFont(file, lazy=True).getBestCmap()) for file, _, _ in faces))
    # Only what is laid out has markup: a title is text.
    head, body, laid_out = page.partition("<body>")
    return (
        "".join(c if ord(c) in drawn else _spelled_out(c) for c in head)
        + body
        + "".join(c if ord(c) in drawn else _raised(c, drawn) or _spelled_out(c) for c in laid_out)
    )


def _spelled_out(character: str) -> str:
    return f"U+{ord(character):04X}\u00a0"


def _raised(character: str, drawn: set[int]) -> str:
    """Return the character that this is the raised form of, raised; empty where that is not drawn either."""
    form, _, plain = unicodedata.decomposition(character).partition(" ")
    if form != "<super>" or " " in plain or int(plain, 16) not in drawn:
        return ""
    return f"<sup>{chr(int(plain, 16))}</sup>"


def font_faces() -> tuple[tuple[Path, str, int], ...]:
    """Return file, family and weight of every typeface the dossier uses.

    Raises:
        ReportError: the packages that carry them are not installed.
    """
    try:
        import font_source_sans_pro
        import font_source_serif_pro
    except ImportError as error:
        raise ReportError(
            f"pdf: typefaces are missing: {error}", hint="Install them: pip install 'auditor[pdf]'"
        ) from error
    packages = (("Sans", font_source_sans_pro), ("Serif", font_source_serif_pro))
    return tuple(
        (
            Path(package.font_directory) / f"Source{kind}Pro-{weight}.ttf",
            f"Source {kind} Pro",
            _WEIGHTS[weight],
        )
        for kind, package in packages
        for weight in _WEIGHTS
        if (kind, weight) != ("Serif", "Bold")
    )


def font_css(faces: tuple[tuple[Path, str, int], ...]) -> str:
    """Return the rules that load the typefaces by file."""
    return "".join(
        f'@font-face{{font-family:"{family}";font-weight:{weight};src:url("{file.as_uri()}")}}'
        for file, family, weight in faces
    )


def _only(allowed: frozenset[str]) -> "URLFetcher":
    """Return a fetcher that gives out the files named, and refuses everything else."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OnlyThese(URLFetcher):  # type: ignore[misc] # WeasyPrint has no types
        def fetch(self, url: str, headers: object = None) -> object:
            del headers  # files have none
            if url not in allowed:
                raise ValueError(f"the dossier fetches nothing: {url}")
            return URLFetcherResponse(url, Path(url.removeprefix("file://")).read_bytes())

    return OnlyThese()


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep WeasyPrint's warnings off standard error; what goes wrong with a page is seen in the page."""
    logger = logging.getLogger("weasyprint")
    before = logger.disabled
    logger.disabled = True
    try:
        yield
    finally:
        logger.disabled = before
