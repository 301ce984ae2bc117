"""Two folders of tables beside each other: what `gangmu diff` says of a new drop, or of a new version.

`documents` finds the documents that are the same, `align` their rows, `kinds` says in which way two rows differ, `diff`
puts it together, `shown` and `page` show it.
"""
