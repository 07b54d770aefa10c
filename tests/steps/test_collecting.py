"""Garbage collection is put off inside only, and never switched on where somebody has switched it off."""

import gc

import pytest

from qda.steps.collecting import collecting_seldom


@pytest.mark.parametrize("before", [(700, 10, 10), (0, 10, 10), (500_000, 5, 5)])
def test_thresholds_are_as_before_afterwards(before):
    found = gc.get_threshold()
    try:
        gc.set_threshold(*before)
        with pytest.raises(ZeroDivisionError), collecting_seldom():
            assert gc.get_threshold()[0] == (max(before[0], 100_000) if before[0] else 0)
            _ = 1 / 0
        assert gc.get_threshold() == before
    finally:
        gc.set_threshold(*found)
