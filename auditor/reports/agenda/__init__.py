"""What is to be done, and by when.

::

    findings, holding --duties--> what applies to whom, and from when
    declarations, incidents --ends--> days on which something ends or is due
    duties, ends --calendar--> the calendar of an audit
    findings, questions --tasks--> one line per open duty, vendor gap and question

To add a kind of day to the calendar: write the function that finds it, then add one line to ``ENDS`` in
:mod:`auditor.reports.agenda.ends`.
"""
