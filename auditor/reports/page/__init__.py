"""An audit as people read it on paper and on screen; the templates lay out what is computed here.

::

    headline --view--> page one
    facts    --heads, fact_table, sections, chart--> a section per model, and its compute
    findings --explained--> reason, evidence, what would settle them; --rule_lines--> what holds
    coverage, law, attestations --annex, certificates--> what stands behind page one
    locators --evidence--> numbered sources
    view --environment--> HTML, through templates/
"""
