"""How the words around a number combine: what it counts, what bounds it, what is said of it.

`words` holds the lexicons of the grammar; `roles` tells measured amounts from all other numbers; `chunks` finds the
stretch of text that belongs to one number; `frames` reads verb, comparator and noun phrases out of it, `near` what
touches the number; `series` carries what a list says once to all its members; `typed` finds targets that are set
without a number.
"""
