"""Files of the folder kept as they were written: own treaties, own yardsticks, ranks over the years, who is asked."""
