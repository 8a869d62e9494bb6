"""The rules of the loan. Pure: no input, no output, no clock."""
