"""What other systems have sent and nobody understood."""
