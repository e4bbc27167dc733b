"""Engines that run a policy's expression: DuckDB on this machine, Spark on a cluster."""
