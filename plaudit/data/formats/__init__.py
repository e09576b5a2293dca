"""One file per preference format. Most are a `Reader` (plaudit.data.format): known columns, and a function."""
