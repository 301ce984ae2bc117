"""The structure of a document: outline (纲), sentences, and the cells of its task tables."""

from pipeline.structure.outline import outline
from pipeline.structure.sentences import sentences
from pipeline.structure.tabular import cells

__all__ = ["cells", "outline", "sentences"]
