"""The page in a real Chromium: it runs, fetches nothing, filters, and reads in light and dark."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from auditor.reports.html import HtmlReport
from tests.builders.audit import hostile, rich, run_of

CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), ""
)
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium is installed"),
]
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--hide-scrollbars",
    "--virtual-time-budget=2000",
)


def browse(folder: Path, page: str, *more: str) -> subprocess.CompletedProcess[str]:
    path = folder / "report.html"
    path.write_text(page, "utf-8")
    command = [CHROMIUM, *FLAGS, f"--user-data-dir={folder / 'profile'}", *more, path.as_uri()]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)


def the_page(audit_of_page: str = "rich") -> str:
    audit = {"rich": rich, "hostile": hostile}[audit_of_page]()
    return HtmlReport().render(audit, run_of(audit)).decode()


def driven(page: str, script: str) -> str:
    """Return the page with a script at its end; the page's own policy allows inline scripts."""
    return page.replace("</body>", f"<script>{script}</script></body>")


def test_the_script_shows_the_filter_and_the_filter_filters(tmp_path: Path) -> None:
    script = (
        "const box = document.getElementById('filter'); box.value = 'SUPPORT BOT';"
        "box.dispatchEvent(new Event('input'));"
    )
    dom = browse(tmp_path, driven(the_page(), script), "--dump-dom").stdout
    assert re.search(r'<span id="filtered"[^>]*>1 of 5 groups</span>', dom)
    assert '<p class="filter">' in dom


def test_a_link_into_a_closed_part_opens_it(tmp_path: Path) -> None:
    script = "location.hash = document.querySelector('details.model').id"
    dom = browse(tmp_path, driven(the_page(), script), "--dump-dom").stdout
    assert re.search(r'<details class="model" id="model-\d+" open="">', dom)


def test_hostile_names_run_nothing_and_reach_for_nothing(tmp_path: Path) -> None:
    script = (
        "window.alert = () => { document.body.id = 'alerted' };"
        "const fetched = performance.getEntriesByType('resource').length;"
        "document.title = `scripts ${document.scripts.length} fetched ${fetched}`"
    )
    dom = browse(tmp_path, driven(the_page("hostile"), script), "--dump-dom").stdout
    assert "<title>scripts 2 fetched 0</title>" in dom
    assert "alerted" not in re.sub(r"<script>.*?</script>", "", dom, flags=re.DOTALL)


@pytest.mark.parametrize("width", [390, 1_088])
@pytest.mark.parametrize("audit", ["rich", "hostile"])
def test_nothing_is_wider_than_the_window_even_unfolded(tmp_path: Path, audit: str, width: int) -> None:
    script = (
        "for (const part of document.querySelectorAll('details')) part.open = true;"
        # A headless window is never narrower than 500 pixels; the page can be.
        f"document.body.style.width = '{width}px';"
        f"document.title = `${{Math.max(document.body.scrollWidth, {width})}} of {width}`"
    )
    dom = browse(tmp_path, driven(the_page(audit), script), "--dump-dom", "--window-size=1400,900").stdout
    assert f"<title>{width} of {width}</title>" in dom


def test_what_is_folded_is_printed(tmp_path: Path) -> None:
    script = (
        "dispatchEvent(new Event('beforeprint'));"
        "const shut = () => document.querySelectorAll('details:not([open])').length;"
        "const printed = shut(); dispatchEvent(new Event('afterprint'));"
        "document.title = `shut ${printed} then ${shut() > 0}`"
    )
    dom = browse(tmp_path, driven(the_page(), script), "--dump-dom").stdout
    assert "<title>shut 0 then true</title>" in dom


@pytest.mark.parametrize(("scheme", "ink"), [("1", "rgb(20, 33, 61)"), ("0", "rgb(230, 233, 240)")])
def test_light_and_dark_have_their_own_ink(tmp_path: Path, scheme: str, ink: str) -> None:
    script = "document.title = getComputedStyle(document.body).color"
    more = ("--dump-dom", f"--blink-settings=preferredColorScheme={scheme}")
    assert f"<title>{ink}</title>" in browse(tmp_path, driven(the_page(), script), *more).stdout


# Tells the page around it which words of tables are broken over lines, and how far the page is too wide.
_BROKEN_WORDS = """
for (const folded of document.querySelectorAll('details')) folded.open = true;
const broken = new Set();
for (const cell of document.querySelectorAll('table td, table th')) {
  const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode())
    for (const word of node.data.matchAll(/[^ \\n]+/g)) {
      if (word[0].length > 18 || /[-\\/]/.test(word[0])) continue;
      const range = document.createRange();
      range.setStart(node, word.index); range.setEnd(node, word.index + word[0].length);
      const lines = new Set([...range.getClientRects()].map(box => Math.round(box.top)));
      if (lines.size > 1) broken.add(word[0]);
    }
}
const over = document.documentElement.scrollWidth - window.innerWidth;
parent.postMessage(`broken: ${[...broken].join(' ')}; over: ${over}; wide: ${window.innerWidth}`, '*');
"""
# Chromium makes no window as narrow as a phone, but a frame.
_PHONE = """<title></title><iframe src="inner.html" width="380" height="800" style="border: 0"></iframe>
<script>addEventListener('message', said => document.title = said.data)</script>"""


def test_a_phone_breaks_no_word_of_a_table_and_the_page_is_no_wider_than_it(tmp_path: Path) -> None:
    (tmp_path / "inner.html").write_text(driven(the_page(), _BROKEN_WORDS), "utf-8")
    dom = browse(tmp_path, _PHONE, "--dump-dom").stdout
    title = re.search(r"<title>(.*?)</title>", dom)
    assert title is not None
    assert title[1] == "broken: ; over: 0; wide: 380"
