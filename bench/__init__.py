"""Benchmarks: each measure beside a reference run on the same machine in the same minute."""
