"""The rules of job fairs, pure: values in, values and events out."""
