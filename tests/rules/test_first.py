from plaudit.rules.first import first
from tests.fakes import pair


def test_the_first_response_wins_in_any_order() -> None:
    sample = pair("a", "yes", "no")
    for shown in (sample, sample.take([1, 0])):
        assert first().score([shown])[0].margin(0, 1) == 1
