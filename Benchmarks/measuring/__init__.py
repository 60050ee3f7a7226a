"""What the benchmarks have in common: a sandbox, programs that are measured, and tables."""
