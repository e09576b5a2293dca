from plaudit.rules.constant import constant
from tests.fakes import pair


def test_everything_ties() -> None:
    (verdict,) = constant(2.0).score([pair("a", "yes", "no")])
    assert verdict.margin(0, 1) == 0
    assert verdict.get(0) == 2.0


def test_the_value_is_part_of_the_digest() -> None:
    assert constant(2.0).info.digest != constant(1.0).info.digest
