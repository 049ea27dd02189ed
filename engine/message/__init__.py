"""Messages that come from outside: whose they are, and what became of them."""
