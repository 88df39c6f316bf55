"""Captures that were made elsewhere, by other programs and in other forms, brought to the form in which ours are.

Each file of this package reads one form; all of them give a `Capture` to come for each time the list was seen: when that
was, and a `Fetch` that answers what a board asks from what was recorded, and says of everything else that it was not.
"""
