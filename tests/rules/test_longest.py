from plaudit.rules.longest import longest
from tests.fakes import pair


def test_the_longer_text_wins() -> None:
    (verdict,) = longest().score([pair("a", "four", "sixsix")])
    assert [verdict.get(0), verdict.get(1)] == [4.0, 6.0]
