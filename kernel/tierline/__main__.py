"""``python -m tierline`` is the ``tierline`` command."""

from tierline.cli import main

if __name__ == "__main__":
    main()
