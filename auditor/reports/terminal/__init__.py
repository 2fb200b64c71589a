"""What the command line prints: the summary after an audit, tables, and all about one subject."""
