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
    const around = target && target.closest("details");
    if (around) { around.open = true; target.scrollIntoView(); }
  };
  addEventListener("hashchange", openTarget);
  // What is folded away is not printed; on paper nobody can unfold it.
  const parts = document.querySelectorAll("details");
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...parts].filter((part) => !part.open);
    for (const part of folded) part.open = true;
  });
  addEventListener("afterprint", () => { for (const part of folded) part.open = false; });
  openTarget();
}
