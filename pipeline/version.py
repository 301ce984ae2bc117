"""The version of Gangmu, stated once: the build, the tables and `gangmu --version` all read it here."""

VERSION = "0.1.0"
