"""How far a simulated share may lie from what was stated."""


def within_monte_carlo(found: float, stated: float, trials: int, errors: float = 4.0) -> bool:
    return abs(found - stated) <= errors * (stated * (1 - stated) / trials) ** 0.5
