"""`python -m yunling` does what the installed `yunling` command does."""

from yunling.app import main

main()
