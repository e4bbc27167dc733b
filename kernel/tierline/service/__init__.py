"""Service given to customers: the calendar of working days, and how soon a demand is answered."""
