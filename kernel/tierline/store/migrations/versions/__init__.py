"""One module a step, in the order their ``down_revision`` gives."""
