"""Pages of a trip: four short questions, what the rules still miss, the answer."""
