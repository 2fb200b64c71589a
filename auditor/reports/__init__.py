"""How an audit is shown: one file per format, all from the same numbers and words.

::

    Audit --document--> the canonical document, its digest and its schema --json--> report.json
    Audit --headline--> what fails, what to do first, the numbers: the same in every report
    headline, document --page--> what people read, in typed pieces --html, dossier--> page, PDF/A-3u
    headline, document --terminal--> the summary and the tables of the command line
    bytes --files--> on disk, the old file or the new one

To add a format: write its module, then add one line to FORMATS in :mod:`auditor.reports.formats`; this door
loads none of them, so that whoever only words something waits for no page. The document's shape is
:mod:`auditor.reports.document.shape`; its JSON Schema is generated from it.
"""
