"""Derived tables: what shows only across documents. Every module here with a class `Row` is a table of its own name.

A module says in `NEEDS` which columns of which tables it reads, and its `rows(tables, lexicons)` yields the rows in
their order. It knows nothing of files.
"""
