"""Simulation: arrays and indices. People hold a World (room `worlds`), which delegates here."""
