"""Every rule on every subject: classifications first, then findings, in words.

::

    bundle --applied--> the rules that are law on the day, and the figures they refer to
    World  --classify--> facts written by classifications, each after what it reads
    rules x subjects --docket--> outcomes and tallies --judge--> Judgement: findings, counts, questions

What a rule reads is known before anything is judged (``reads``), so subjects are judged in groups:

1. A value is as good as what the comparisons with it come to: a number or a day is the interval between the
   bounds of all rules it lies in. With confidence, conflict, not knowing and records that makes a number for
   each fact (``alike``).
2. Subjects with the same numbers come to the same verdict, decided by the same leaves.
3. What the sentence and what is missing speak of is said by these leaves (``spoken``). Subjects of which they
   say the same share both, and the remedy (``sentences``, ``remedies``).
4. The explanation is of the subject's own facts and places. The evaluator makes it when somebody looks at it.
5. A rule that looks at other subjects too, or whose explanation is cut short, is judged one by one.

Property tests compare all of it with judging each subject alone, word by word and verdict by verdict.
"""
