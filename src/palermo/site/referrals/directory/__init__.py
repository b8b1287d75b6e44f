"""The directory of services, and bodies outside the system."""
