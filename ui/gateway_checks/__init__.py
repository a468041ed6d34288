"""Knowledge of gateways: the free test of a set-up, and what calls showed of each model."""
