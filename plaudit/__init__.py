"""plaudit: train, trust and use multimodal reward models."""
