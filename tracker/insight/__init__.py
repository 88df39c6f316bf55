"""The ledger → findings: what of all that changed a reader should look at first, and why.

Pure: every rule is a function over the changes of one check and over what was known before it. What must be looked up
comes in as a function. `tracker.store.findings` reads the ledger, asks the rules, and keeps the answers.
"""
