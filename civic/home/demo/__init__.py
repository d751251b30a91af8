"""Contents of the demo: fictitious people and two years of life in two real communes. Loaded by `load_demo`."""
