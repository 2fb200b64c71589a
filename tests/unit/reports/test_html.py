import re
from dataclasses import replace
from datetime import date
from html import unescape
from html.parser import HTMLParser

import pytest

from auditor.domain.audit import Audit
from auditor.domain.declaration import DeclaredAsGiven, Provenance
from auditor.domain.fact import RESOLVED, Basis
from auditor.domain.phrasing import plain_spaces
from auditor.domain.subject import Incident
from auditor.reports.html import HtmlReport
from tests.builders.audit import (
    HOSTILE_NAMES,
    a_run,
    digest,
    empty,
    hostile,
    huge,
    known,
    minimal,
    rich,
    run_of,
    serviced,
)

VOID = {"meta", "br", "input", "line", "rect", "link", "img", "wbr"}


class Page(HTMLParser):
    """Collects tags, attributes and text, and checks that every tag is closed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.said = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1] not in {"style", "script"}:
            self.said += data


def page_of(audit: Audit) -> str:
    return HtmlReport().render(audit, run_of(audit)).decode()


@pytest.mark.parametrize("audit", [empty(), minimal(), rich(), hostile(), huge(40), serviced()])
def test_a_page_is_well_formed_fetches_nothing_and_its_links_lead_somewhere(audit: Audit) -> None:
    text = page_of(audit)
    page = Page(text)
    assert page.open == []
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    for tag, attributes in page.tags:
        assert tag not in {"img", "link", "iframe", "object", "embed", "form"}
        assert not {name for name in attributes if name.startswith("on") or name in {"src", "style"}}
        if "href" in attributes:
            assert str(attributes["href"]).removeprefix("#") in ids
    assert "url(" not in text
    assert "@import" not in text


def test_hostile_names_are_text_and_nothing_more() -> None:
    page = Page(page_of(hostile()))
    assert [tag for tag, _ in page.tags if tag == "script"] == ["script"]
    assert "<script>alert(1)</script>" in page.said
    assert r"\x1b[31mred\x1b[0m\x07" in page.said
    assert r"\u202egnp.elif\u202c" in page.said
    assert "{{ 7 * 7 }}{% raw %}" in page.said
    assert "نموذج اللغة" in page.said
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", page.said)
    assert "x" * 1_001 not in page.said
    assert len(HOSTILE_NAMES) == len(set(HOSTILE_NAMES))


def test_what_fails_comes_first_and_questions_after_what_is_open() -> None:
    text = page_of(rich())
    heads = [
        "What fails",
        "What is open",
        "Questions to answer",
        "What this cannot vouch for",
        "What is here",
    ]
    places = [re.search(f"<h2[^>]*>{head}</h2>", text) for head in heads]
    found = [place.start() for place in places if place]
    assert len(found) == len(heads)
    assert found == sorted(found)
    assert "3\u00a0duties are unknown, and may fail once the questions below are answered." in text


def test_a_page_with_nothing_to_do_says_so_under_each_of_its_headings() -> None:
    said = Page(page_of(minimal())).said
    assert "Nothing that was judged fails." in said
    assert "Nothing that counts is unknown." in said
    assert "Nothing is waiting for an answer." in said


def test_services_are_told_by_operator_and_region_and_states_are_explained_once() -> None:
    text = page_of(serviced())
    said = Page(text).said
    assert "3\u00a0models in 5\u00a0places, 2 called as a service of 2\u00a0operators" in said
    table = text.split('<table class="services">')[1].split("</table>")[0]
    heads = ["Model", "Operator", "Region", "In the Union?", "Called from", "Declared system", "State"]
    assert re.findall(r"<th[^>]*>([^<]*)</th>", table) == heads
    assert "gpt-4o" not in text.split('<table class="models">')[1].split("</table>")[0]
    assert said.count("States, the strongest first:") == 1
    assert "declared</td>" not in text


def test_the_page_says_what_it_must_and_never_the_forbidden_word() -> None:
    for audit in (rich(), empty(), huge(40)):
        said = Page(page_of(audit)).said.lower()
        assert "compliant" not in said
        assert "not legal advice" in said
    assert "this is not a clean result" in Page(page_of(empty())).said
    said = Page(page_of(rich())).said
    assert "the bytes were not read" in said
    assert "to be confirmed" in said
    assert "the provider has not shown" in said


def test_the_law_of_another_day_is_marked_as_hypothetical() -> None:
    assert "Hypothetical: law as of" in Page(page_of(replace(rich(), as_of=date(2027, 12, 2)))).said


def test_a_page_in_another_form_than_the_recorded_result_says_so() -> None:
    said = Page(HtmlReport().render(rich(), a_run(result_form=7)).decode()).said
    assert "The ledger has this result in form 7, as auditor 0.1.0 made it" in said
    assert "The ledger has this result in form" not in Page(page_of(rich())).said


def test_headings_and_tables_can_be_followed_without_seeing_them() -> None:
    page = Page(page_of(rich()))
    assert ("html", {"lang": "en"}) in page.tags
    assert [tag for tag, _ in page.tags if tag == "h1"] == ["h1"]
    assert all(attributes.get("scope") in {"col", "row"} for tag, attributes in page.tags if tag == "th")


def test_every_scan_is_listed_in_full() -> None:
    places = [f"dir:/srv/{'deep/' * 60}{n}" for n in range(12)]
    scans = tuple(replace(a_run().scans[0], resolved=place, sha256=digest(place)) for place in places)
    text = HtmlReport().render(rich(), run_of(rich(), scans=scans)).decode()
    assert all(f"<bdi>{place}</bdi>" in text and digest(place) in text for place in places)


def test_the_declarations_are_listed_as_they_were_given_and_by_whom() -> None:
    said = Provenance("M. Keller", date(2026, 11, 1), date(2026, 11, 2), "SEC-12", "declarations/a.yaml:3")
    given = DeclaredAsGiven("accept-coverage", (("locator", "dir:x"), ("reason", "<b>known</b>")), said)
    text = Page(page_of(replace(rich(), declared=(given,)))).said.replace("\u00a0", " ")
    for words in (
        "Declarations as given",
        "reason: <b>known</b>",
        "M. Keller, 1 November 2026; until 2 November 2026; source: SEC-12",
        "does not hold on this day",
    ):
        assert words in text
    assert "Declarations as given" not in page_of(rich())


def test_a_duty_that_fails_is_shown_with_the_most_its_fine_can_be_and_what_holds_with_its_subjects() -> None:
    page = unescape(HtmlReport().render(rich(), run_of(rich())).decode())
    fined = re.findall(r"<b>Fine for a breach:</b> (.*?)</p>", page)
    assert len(fined) == 2
    assert all("EUR" in one for one in fined)
    (held,) = re.findall(r'<li title="aia-4-1-literacy">(.*?)</li>', page)
    assert "Support bot" in held
    assert "and 39 more" in held


def test_incidents_have_a_table_where_there_are_any() -> None:
    audit = rich()
    assert "Serious incidents" not in page_of(audit)
    hostile_words = "<b>wrong order</b>"
    incident = Incident("incident:INC-7", hostile_words, audit.systems[0].id)
    page = Page(page_of(replace(audit, incidents=(incident,))))
    assert page.said.index("Serious incidents") < page.said.index(hostile_words) < page.said.index("INC-7")


def test_a_class_that_a_resolution_decides_on_is_marked_with_a_note_below_its_table() -> None:
    assert "†" not in page_of(rich())
    (system,) = rich().systems
    fact = known("system.high_risk", False, Basis.ATTESTED, method=RESOLVED, with_evidence=True)
    facts = {**rich().facts, system.id: {**rich().facts.get(system.id, {}), fact.name: fact}}
    text = plain_spaces(page_of(replace(rich(), facts=facts)))
    assert "not high-risk †</td>" in text
    assert '<p class="source">† decided by a resolution of the organisation' in text
