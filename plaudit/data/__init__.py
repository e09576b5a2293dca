"""Files on disk to Samples and back; checking and splitting."""
