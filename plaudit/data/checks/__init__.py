"""What a file of samples is looked through for, one file each: a class `plaudit.data.checking.Check`."""
