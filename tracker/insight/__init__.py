"""Findings: which changes a reader should look at first, and why.

Pure: every rule is a function of the changes of one check and of what was known before it. Look-ups are passed in as
functions. `tracker.store.findings` reads the changes, calls the rules, and stores the findings.
"""
