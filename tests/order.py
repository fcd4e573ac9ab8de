"""Which tests go to the same process of a run, and which begin first."""

import pytest
from xdist.scheduler import LoadScopeScheduling

# What a process needs long for to build and then shares: all tests of these go to one.
TOGETHER = (
    "tests/journeys/test_proxy.py",
    "tests/journeys/test_everything_that_leaves.py",
    "tests/journeys/",
    "tests/reporting/",
    "tests/comparison/",
    "tests/results/",
    "tests/bundles/",
)
# Begun before the others and in this order, so that no process is left with a long one at the end.
FIRST = (
    "tests/journeys/",
    "tests/reporting/",
    "tests/test_drills.py",
    "tests/journeys/test_everything_that_leaves.py",
    "tests/test_hostile_input.py",
    "tests/analysis/disclosure/test_any_table.py",
    "tests/ground/test_worker.py",
    "tests/comparison/",
    "tests/bundles/",
    "tests/results/",
    "tests/journeys/test_proxy.py",
    "tests/test_operations.py",
    "tests/analysis/institutions/test_standings.py",
    "tests/vault/",
    "tests/releases/",
    "tests/fieldwork/",
    "tests/invitations/",
    "tests/trustees/",
    "tests/protocol/",
    "tests/analysis/disclosure/",
)


def pytest_xdist_make_scheduler(config, log):
    """A module's tests go to one process, and a room's that share one world or the loaded demonstration."""

    class WorldsAreBuiltOnce(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            return _beginning(TOGETHER, nodeid) or nodeid.partition("::")[0]

    config.option.loadscopereorder = False
    return WorldsAreBuiltOnce(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items) -> None:
    """What takes long comes first, and the rest in the order that chance gave it."""
    items.sort(key=lambda item: (*FIRST, "").index(_beginning(FIRST, item.nodeid)))


def _beginning(of: tuple[str, ...], nodeid: str) -> str:
    return max((part for part in of if nodeid.startswith(part)), key=len, default="")
