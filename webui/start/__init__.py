"""Starting a routine."""
