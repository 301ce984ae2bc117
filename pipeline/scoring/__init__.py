"""How well tables agree with gold files: what a careful reader found in a document, by the annotation guide.

`gold` reads gold files, `compare` pairs their rows with the tables', `figures` counts the pairs, `faults` says what is
wrong with each, `pins` holds figures to what they once were.
"""
