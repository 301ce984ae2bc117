"""The same as the `gangmu` command, for a checkout that is not installed: `python cli.py run`."""

from pipeline.commands import main

if __name__ == "__main__":
    main()
