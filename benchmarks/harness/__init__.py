"""What `benchmarks/run` and `benchmarks/profile` share. Python 3.9 or newer, standard library only."""
