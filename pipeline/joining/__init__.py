"""What the derived tables share: whose document it is, which values may be compared, where words say how it went."""
