"""Tables as files for other programs, with what each column means.

Every module `as_NAME.py` is a format. `write(sheets, to)` makes one file of one or several sheets; `SEVERAL` says
whether it can be several, else a folder gets a file for each. What a format has no type for is written so:

- lists: JSON (`["甲","乙"]`) in csv and sqlite, `甲; 乙` in xlsx and dta, lists in jsonl and duckdb;
- dates: `2026-12-31` in csv, jsonl and sqlite, dates elsewhere;
- nothing: an empty cell (csv, xlsx), null (jsonl, sqlite, duckdb), `""` or `.` (dta).
"""
