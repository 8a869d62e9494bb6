"""The union's programme: its targets and regions as data, and a year of it played from outside."""
