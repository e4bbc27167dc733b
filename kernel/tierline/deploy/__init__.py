"""Tierline on a server behind nginx: the files of a deployment, and a check of it from outside (LY-20)."""
