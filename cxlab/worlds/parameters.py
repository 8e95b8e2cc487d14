"""What is known of each parameter of a world: range, status, source."""

from __future__ import annotations

from functools import cache

from cxlab.mechanisms._numbers import KIT, Parameter

_WHERE = {
    "b_expectation": ("value", "b_expectation"), "b_performance": ("value", "b_performance"), "b_disconfirmation": ("value", "b_disconfirmation"),
    "loss_aversion": ("asymmetry", "loss_aversion"), "curvature": ("asymmetry", "alpha"), "reward": ("asymmetry", "reward"),
    "penalty": ("asymmetry", "penalty"), "update_rate": ("expectation", "gain"), "update_prior": ("expectation", "prior"),
    "promise_rate": ("expectation", "pull"), "recent_decay": ("memory", "decay"), "mean": ("memory", "mean"), "peak": ("memory", "peak"),
    "end": ("memory", "end"), "recent": ("memory", "recent"), "sum": ("memory", "total"), "gate_threshold": ("pyramid", "threshold"),
    "gate_strength": ("pyramid", "kappa"), "wait_effect": ("waiting", "wait_effect"), "wait_tolerance": ("waiting", "tolerance"),
    "leave_rate": ("waiting", "hazard"), "context_kept": ("channels", "retained"), "switch_cost": ("channels", "loss"),
    "complexity": ("channels", "complexity"), "failure_cost": ("recovery", "loss"), "justice_weights": ("recovery", "w_distributive"),
    "justice_interaction": ("recovery", "w_joint"), "double_deviation": ("recovery", "double_deviation"),
    "engagement_persistence": ("bonds", "persistence"), "accuracy": ("personalisation", "accuracy"),
    "personalisation_gain": ("personalisation", "benefit"), "personalisation_error": ("personalisation", "error_cost"),
    "privacy_cost": ("personalisation", "privacy_cost"), "privacy_concern": ("personalisation", "concern"),
    "transparency": ("personalisation", "transparency"), "module_rate": ("modules", "saturation"), "bot_solves": ("automation", "simple_bot"),
    "staff_solves": ("automation", "simple_human"), "heterogeneity": ("services", "heterogeneity"), "unsolved_cost": ("automation", "unresolved_loss"),
}  # fmt: skip
_OWN = {
    "wait_perception": Parameter(1.0, 2.5, "contested", "product of the conditions of waiting after Maister (1985) (not re-checked)"),
    "dropout": Parameter(0.0, 0.5, "assumption", KIT),
    "branch_sd": Parameter(0.0, 1.0, "assumption", f"{KIT}; share of variance between branches 0.02 to 0.20"),
    "customer_share": Parameter(0.0, 0.6, "assumption", KIT),
    "branch_share": Parameter(0.0, 0.2, "assumption", KIT),
    "image_load": Parameter(-1.0, 1.0, "assumption", KIT),
    "engagement_gain": Parameter(0.0, 1.0, "assumption", KIT),
    "personalisation": Parameter(0.0, 1.0, "assumption", KIT),
    "image": Parameter(-1.0, 1.0, "assumption", KIT),
    "mot": Parameter(0.0, 3.0, "assumption", f"{KIT}; moments of truth after Normann (1984) (not re-checked)"),
    "weights": Parameter(0.0, 0.6, "assumption", KIT),
    "noise": Parameter(0.0, 1.5, "assumption", KIT),
    "expectation_sd": Parameter(0.0, 1.5, "assumption", KIT),
    "failure_rate": Parameter(0.0, 0.3, "assumption", KIT),
    "recovery_rate": Parameter(0.0, 1.0, "assumption", KIT),
    "severity": Parameter(0.2, 2.5, "assumption", KIT),
}
UNKNOWN = Parameter(float("-inf"), float("inf"), "assumption", KIT)


@cache
def known() -> dict[str, Parameter]:
    """Range, status and source by the name of a setting; the equation's own table wherever there is one."""
    import importlib

    found = {}
    for setting, (module, name) in _WHERE.items():
        found[setting] = importlib.import_module(f"cxlab.mechanisms.{module}").PARAMETERS[name]
    return found | _OWN


def of(setting: str) -> Parameter:
    """What is known of one setting; settings no study speaks of are assumptions of the kit."""
    return known().get(setting, UNKNOWN)
