"""The whole database as one sealed file, and back: nothing is called done before it is verified."""
