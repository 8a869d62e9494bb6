"""One module per group of commands; each offers `add_to(app)`."""
