"""The kernel: a diagram in, tokens moved, the same way every time. The only importer of SpiffWorkflow."""
