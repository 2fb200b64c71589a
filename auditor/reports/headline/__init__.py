"""What every report leads with, computed once: the tiles, what fails, what to do first.

::

    findings --groups-->   those that say the same, said once
    audit    --tiles-->    the numbers of page one
    audit    --rows-->     one line per model
    groups, tiles, rows --overview--> page one as an argument, for paper, screen and terminal
"""
