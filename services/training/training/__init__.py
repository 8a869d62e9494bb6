"""Training: courses, classes, attendance, certificates, contests and skill activities."""
