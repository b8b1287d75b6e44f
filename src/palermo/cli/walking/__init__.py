"""The stages of palermo walk: each takes files and gives files, so that a walk goes on where it stopped."""
