"""Kernels forked from a prepared process: each costs what its visitor adds, not what every page imports.

``template`` is the prepared process, ``keeper`` its server's side, ``kernel`` one kernel as the server
sees it, ``provisioner`` where Jupyter asks for one. Where nothing can be forked, kernels are started plainly.
"""
