"""The disk under the data folder: who may fill it, how far, and who may read it."""
