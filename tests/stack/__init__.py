"""The local stack with real processes, on ports and in folders of the tests' own."""
