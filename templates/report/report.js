"use strict";
// Everything is readable without this: it filters the findings, and opens what a link points into.
{
  const box = document.getElementById("filter"), said = document.getElementById("filtered");
  const findings = [...document.querySelectorAll("#findings .finding")];
  box.closest("[hidden]").hidden = false;
  box.addEventListener("input", () => {
    const wanted = box.value.trim().toLowerCase();
    let shown = 0;
    for (const finding of findings) {
      finding.hidden = !finding.textContent.toLowerCase().includes(wanted);
      shown += !finding.hidden;
    }
    if (wanted) for (const part of document.querySelectorAll("#findings > details")) part.open = true;
    said.textContent = wanted ? `${shown} of ${findings.length} groups` : "";
  });
  const openTarget = () => {
    const target = location.hash && document.getElementById(location.hash.slice(1));
    if (target instanceof HTMLDetailsElement) { target.open = true; target.scrollIntoView(); }
  };
  addEventListener("hashchange", openTarget);
  openTarget();
}
