"""The machine code of compiled functions: where it is kept, that it is whole, what is said of it."""
