"""Cases: what is asked, what the rules say, who decided what and why, and the permit that follows."""
