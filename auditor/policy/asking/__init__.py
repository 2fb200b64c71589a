"""What is missing: every question once, ranked, with the command or file that answers it."""
