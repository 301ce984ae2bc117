"""The tables of a run as web pages on this machine (`gangmu explore`), and one document as a file (`gangmu report`).

`source` reads the tables, `marks` and `rendering` put rows into a text as highlights, `document` gathers a document's
page, `filters` and `listing` a table's, `charts` what is drawn; `reviews` keeps what a reader decided and `golden`
makes gold files of it; `security` guards, `app` puts pages at addresses, `report` makes the file.
"""
