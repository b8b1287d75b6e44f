"""Files that bodies hand in: sealed as they come, checked, mended, and kept until their time is over."""
