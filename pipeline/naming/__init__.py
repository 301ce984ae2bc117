"""How names of undertakings are recognised: counted sets (五大工程), single names (青蓝工程), slogans (四个意识).

`scan.Scan` reads a text once: quotes, head nouns, the words that end a name to its left. `counted`, `single` and
`coded` find names on it, `members` finds what a counted set consists of.
"""
