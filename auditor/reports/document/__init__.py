"""The canonical document: what an audit says, as JSON with a published shape.

::

    facts, models, places --fact_blocks, subject_blocks--> blocks, each a view of facts
    findings, rules, law  --finding_blocks, authority_blocks--> what was judged, and by what
    coverage, runs        --coverage_blocks, run_blocks--> how far it went, and when
    all of them --result--> the document and its digest
    shape, finding_shape, run_shape, subject_shape --schema--> report.schema.json
"""
