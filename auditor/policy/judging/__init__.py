"""Every rule on every subject: classifications first, then findings, in words.

::

    bundle --applied--> the rules that are law on the day, and the figures they refer to
    World  --classify--> facts written by classifications, each after what it reads
    rules x subjects --docket--> rulings; subjects that are alike to a rule (alike) are judged once
    rulings --sentences--> findings and tallies --judge--> Judgement
"""
