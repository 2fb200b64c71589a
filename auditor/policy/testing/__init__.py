"""The rules' own tests: small worlds from YAML, judged by the same evaluator as everything else."""
