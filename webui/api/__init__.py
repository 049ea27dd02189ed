"""What other programs may ask of the installation."""
