"""Days as a body writes them: in its calendar and its order."""

import numpy as np

from palermo.simulation.calendars import day_number, written


def test_a_day_is_written_in_the_order_and_the_calendar_of_the_body() -> None:
    day = np.array([day_number(2024, 3, 5)])
    assert written(day, "gregorian", "dmy", "/").to_list() == ["05/03/2024"]
    assert written(day, "buddhist", "ymd", ".").to_list() == ["2567.03.05"]
    assert written(day, "solar_hijri", "ymd", "/").to_list() == ["1402/12/15"]
