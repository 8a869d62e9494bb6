"""What can be done with job fairs. A use case is handed its work and may be run again."""
