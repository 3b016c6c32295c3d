"""What plans and counts need beside holdings: terms of training, declared dates, departures by month."""
