"""The reads. Nothing here writes, and each has a fixed number of queries."""
