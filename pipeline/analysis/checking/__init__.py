"""Are these tables as they should be? What `gangmu check` asks, and how it answers.

`contract`: what every reader of the tables relies on; `spans`: that every row points at its characters; `levels`:
floors and ceilings; `scores`: agreement with gold. Each is a generator of `Check`; `checks` calls them all.
"""
