"""Paper forms as pages show them, and as detectors take them."""
