"""Entrepreneurship guarantee loans (创业担保贷款), from the application to the last repayment."""
