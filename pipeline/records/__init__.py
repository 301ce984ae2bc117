"""Tables that the pipeline itself fills: what cleaning changed, the sentences, and what went wrong."""
