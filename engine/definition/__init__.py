"""Process definitions: deployed bundles and their versions."""
