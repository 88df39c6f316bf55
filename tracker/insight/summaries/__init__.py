"""Build the prompts that ask a language model about findings, and read its replies."""
