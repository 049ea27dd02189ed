"""What pages are fed with: each query is a frozen dataclass, whose `read` gives others and changes nothing."""
