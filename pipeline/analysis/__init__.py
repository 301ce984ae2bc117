"""What analysts do with finished tables: ask them in SQL, take them elsewhere, check them, compare two runs."""
