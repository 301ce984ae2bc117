"""Gangmu 纲目: Chinese policy documents into tables, every cell traceable to the characters it came from."""
