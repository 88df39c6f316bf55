"""Ask a language model about findings: what is asked and how an answer is read (pure), and the process that asks."""
