"""Any Scorer as the reward function that an RL trainer calls; one file per trainer, with that trainer's signature."""
