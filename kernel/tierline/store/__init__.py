"""Closed months on disk, records of what people did, and the one door to customer rows."""
