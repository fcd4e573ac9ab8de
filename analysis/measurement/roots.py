"""Where a continuous function crosses zero between two points."""

from collections.abc import Callable

EPSILON = 2.0**-52
MOST_STEPS = 200


def root(function: Callable[[float], float], low: float, high: float) -> float:
    """A zero of `function` between two points at which its signs differ, to the last digits.

    Inverse quadratic interpolation where it is safe, bisection elsewhere. Source: Chandrupatla (1997).
    Checked against scipy.optimize.brentq, whose import would cost more than all uses of it here.
    Raises ValueError when the signs do not differ.

    >>> root(lambda x: x * x - 2, 0.0, 2.0)
    1.4142135623730951
    """
    a, b, c = high, low, high
    fa, fb = function(a), function(b)
    fc = fa
    if fa == 0 or fb == 0:
        return a if fa == 0 else b
    if (fa > 0) == (fb > 0):
        raise ValueError(f"the function has the same sign at {low:g} and {high:g}")
    part = 0.5
    for _ in range(MOST_STEPS):
        x = a + part * (b - a)
        fx = function(x)
        if (fx > 0) == (fa > 0):
            c, fc = a, fa
        else:
            c, b, fc, fb = b, a, fb, fa
        a, fa = x, fx
        best, at_best = (a, fa) if abs(fa) < abs(fb) else (b, fb)
        tolerance = 2 * EPSILON * abs(best) / abs(b - c) if b != c else 1.0
        if tolerance > 0.5 or at_best == 0:
            return best
        xi, phi = (a - b) / (c - b), (fa - fb) / (fc - fb)
        if phi**2 < xi and (1 - phi) ** 2 < 1 - xi:
            part = fa / (fb - fa) * fc / (fb - fc) + (c - a) / (b - a) * fa / (fc - fa) * fb / (fc - fb)
        else:
            part = 0.5
        part = min(max(part, tolerance), 1 - tolerance)
    return best
