"""The site: bodies, people, access, audit and the pages. A Django project; nothing below imports it."""
